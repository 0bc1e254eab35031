"""The numbered migrations, one module each."""
