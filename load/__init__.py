"""What a full class, an overload and ill-meant clients do to the server: `make load`."""
