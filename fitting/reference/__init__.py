"""The fits that wrote the shipped numbers; nothing imports them."""
