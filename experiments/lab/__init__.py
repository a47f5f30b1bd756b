"""Virtual laboratory: simulate a measurement's signal, then analyse it as an experimentalist does."""

__all__: list[str] = []
