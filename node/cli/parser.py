"""argparse in two languages, with one line for a mistake, and nouns that are loaded when they are named."""

import argparse
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NoReturn, TypeAlias

from node.cli.words import Say

Fill: TypeAlias = Callable[["Parser"], None]

_MISTAKES = (
    (r"the following arguments are required: (.+)", r"es fehlt: \1"),
    (r"unrecognized arguments: (.+)", r"unbekannte Angabe: \1"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from (.+)\)", r"\1: \2 gibt es nicht (möglich: \3)"),
    (r"argument (.+?): expected one argument", r"\1: hier fehlt ein Wert"),
    (r"argument (.+?): expected at least one argument", r"\1: hier fehlt ein Wert"),
    (r"argument (.+?): invalid int value: (.+)", r"\1: \2 ist keine ganze Zahl"),
    (r"argument (.+?): not allowed with argument (.+)", r"\1 und \2 gehen nicht zusammen"),
)
"""What argparse says, and how it reads in German. Whatever is not here stays English."""


class Parser(argparse.ArgumentParser):
    """`fill` adds the arguments when the parser is first used, so that `--help` need not load every command."""

    def __init__(self, say: Say, *, fill: Fill | None = None, **settings: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_formatter(say), **settings)
        self.say = say
        self._fill = fill
        self._arguments = self.add_argument_group(say("Angaben", "arguments"))
        self._options = self.add_argument_group(say("Optionen", "options"))
        self._options.add_argument("-h", "--help", action="help", help=say("zeigt diese Hilfe", "show this help"))

    def argument(self, name: str, **settings: Any) -> None:
        """One that has its place."""
        self._arguments.add_argument(name, **settings)

    def option(self, *names: str, **settings: Any) -> None:
        self._options.add_argument(*names, **settings)

    def commands(self, title: str) -> "Commands":
        return Commands(self, title)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        if self._fill is not None:
            fill, self._fill = self._fill, None
            fill(self)
        return super().parse_known_args(args, namespace)

    def error(self, message: str) -> NoReturn:
        if self.say.language == "de":
            for english, german in _MISTAKES:
                message = re.sub(f"^{english}$", german, message)
        self.exit(2, f"{self.prog}: {message} ({self.say('Hilfe', 'help')}: {self.prog} --help)\n")


class Commands:
    """The commands below one parser."""

    def __init__(self, parser: Parser, title: str) -> None:
        self._say = parser.say
        self._choices = parser.add_subparsers(title=title, metavar="COMMAND", parser_class=Parser)

    def add(self, name: str, german: str, english: str, *, fill: Fill | None = None) -> Parser:
        """`fill` as in `Parser`; without it, the caller adds what the command takes."""
        text = self._say(german, english)
        return self._choices.add_parser(
            name, say=self._say, fill=fill, help=text, description=text[:1].upper() + text[1:] + "."
        )


def _formatter(say: Say) -> Any:
    class Formatter(argparse.HelpFormatter):
        """Says "Aufruf" for "usage"."""

        def add_usage(
            self, usage: str | None, actions: Iterable[Any], groups: Iterable[Any], prefix: str | None = None
        ) -> None:
            super().add_usage(usage, actions, groups, say("Aufruf: ", "Usage: ") if prefix is None else prefix)

    return Formatter


def words(text: str) -> Sequence[str]:
    """Several values in one: `"read write"`, also with commas."""
    return text.replace(",", " ").split()
