"""Problems, objectives, optimisers, identifiability and uncertainty."""

__all__: list[str] = []
