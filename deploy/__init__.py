"""How the app is put before a class."""
