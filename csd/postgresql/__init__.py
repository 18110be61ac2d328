"""Django's PostgreSQL backend with this product's roles: see csd.database."""
