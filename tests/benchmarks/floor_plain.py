"""The floor of a write, of JSON and of anything else that draws no table: the same without Rich."""

import sqlite3

import typer

app = typer.Typer(add_completion=False)


@app.command()
def floor(path: str) -> None:
    """Select twenty rows and print them."""
    for row in sqlite3.connect(path).execute("SELECT id, text, due_on FROM actions LIMIT 20"):
        typer.echo("\t".join(map(str, row)))


app()
