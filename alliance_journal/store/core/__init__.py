"""The database file: driver, connection, transactions, rows and errors."""
