"""Between Textual and the terminal: driver, signals, crash handling and the key queue."""
