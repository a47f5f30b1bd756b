"""Virtual laboratory: simulate a signal, then analyse it as an experimentalist does."""

__all__: list[str] = []
