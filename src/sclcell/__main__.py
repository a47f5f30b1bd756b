"""``python -m sclcell``."""

from .cli import main

if __name__ == "__main__":
    main()
