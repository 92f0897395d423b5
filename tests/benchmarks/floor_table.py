"""The floor of a read: import what a table command cannot do without, print twenty rows."""

import sqlite3
import sys

import typer
from rich.console import Console
from rich.table import Table

app = typer.Typer(add_completion=False)


@app.command()
def floor(path: str) -> None:
    """Select twenty rows and draw them."""
    table = Table()
    for _ in range(3):
        table.add_column()
    for row in sqlite3.connect(path).execute("SELECT id, text, due_on FROM actions LIMIT 20"):
        table.add_row(*map(str, row))
    Console(file=sys.stdout).print(table)


app()
