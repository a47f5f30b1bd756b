"""Parameter sets with provenance."""

__all__: list[str] = []
