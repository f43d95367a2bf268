"""How Alembic reaches the database; the address comes from app/store/migrate.py."""

from alembic import context
from sqlalchemy import create_engine, text

from app.store.tables import metadata

engine = create_engine(context.config.attributes["url"])
with engine.connect() as connection:
    if engine.dialect.name == "postgresql":  # two processes that start at once wait for each other
        connection.execute(text("SELECT pg_advisory_lock(7237602)"))
        connection.commit()
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
