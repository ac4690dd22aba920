"""The command `vnews-entities`: articles in, what they say out."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from .. import __version__
from .inputs import Failure, InputFormat, Item, count_articles, expand, read_items
from .outputs import FORMATS, TABLES, Result, UsageError, left_out_of_plover, open_output

if TYPE_CHECKING:
    from ..document import Document

_OK, _SOME_FAILED, _USAGE, _INTERRUPTED = 0, 1, 2, 130

_DESCRIPTION = """\
Reads Vietnamese news articles and prints the people, countries, organisations and dated events in them.

  vnews-entities article.txt                             a table to read
  vnews-entities articles/ --format html --output a.html the articles marked up in colour
  vnews-entities records.jsonl --format jsonl            a record {"text", "title", "published", "url", "source"} a line
  pbpaste | vnews-entities - --published 2024-07-18      the page that was just copied
  vnews-entities evaluate gold.jsonl                     how well it reads articles that you annotated
"""

_EPILOG = """\
exit status: 0 all articles read, 1 some input failed, 2 the command line is wrong.
A file that is itself called evaluate is read as ./evaluate.
"""

_EVALUATE_DESCRIPTION = """\
Reads annotated articles and says how much of the annotation the library finds: precision, recall, F1.

GOLD is a .txt file with its marks inline, then a line ===, then the article's record without id, text and marks, as the files
in examples/gold/ show; or a file with a record a line:
  {"id", "published", "text", "marks": [{"start", "end", "label", "id"}],
   "people": [{"id", "name", "role", "country"}], "organisations": [{"id", "name"}],
   "events": [{"id", "type", "date", "actors", "targets", "places"}]}
A mark's label is PER, LOC, ORG, DATE, TIME, DURATION, SET or EVT; its id is the person's, organisation's or event's id,
a country's code (@ before it where a capital stands for the government), - for another place, or the TIMEX3 value.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return its exit status.

    Raises:
        SystemExit: the command line is wrong (status 2), or asks for help or the version (status 0).
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    command = _evaluate if arguments[:1] == ["evaluate"] else _extract
    try:
        return command(arguments)
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:  # the reader of our output, such as head, has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _OK


# Extracting


def _extract(arguments: Sequence[str]) -> int:
    parser = _extract_parser()
    options = parser.parse_args(arguments)
    _check_published(parser, options.published)
    _check_library_options(parser, options)
    paths = options.inputs or _standard_input(parser)
    files, failures = expand(paths)
    report = _Report(failures)
    asked = InputFormat(options.input)
    many = len(files) > 1 or any(f.may_hold_many(asked) for f in files)
    try:
        with open_output(options.format, options.output, many=many, table=options.table, other_events=options.other_events) as write:
            results = _results(read_items(files, asked, options.published), options, report)
            write(_progress(results, count_articles(files, asked), quiet=options.quiet or _shares_terminal(options.output)))
    except UsageError as error:
        parser.error(str(error))
    if report.left_out:
        events = "1 event" if report.left_out == 1 else f"{report.left_out} events"
        report.tell(f"left out {events} of no PLOVER type; --other-events writes such events too")
    return report.status()


def _results(items: Iterable[Item | Failure], options: argparse.Namespace, report: _Report) -> Iterator[Result]:
    """The documents in the order of the input; what could not be read goes to the report."""
    names: deque[str] = deque()

    def articles() -> Iterator[Any]:
        for item in items:
            if isinstance(item, Failure):
                report.add(item)
            else:
                if item.hint:
                    report.tell(f"{item.name}: {item.hint}")
                names.append(item.name)
                yield item.article

    for document in _documents(articles(), options):
        if options.format == "plover" and not options.other_events:
            report.left_out += left_out_of_plover(document)
        yield names.popleft(), document


def _documents(articles: Iterable[Any], options: argparse.Namespace) -> Iterator[Document]:
    import vnews_entities

    return iter(vnews_entities.extract_many(articles, processes=options.processes, **_chosen(options)))


def _chosen(options: argparse.Namespace) -> dict[str, Any]:
    """The library's options that were given; the others keep the library's own defaults."""
    given = {"model": options.model, "gazetteers": options.gazetteer}
    return {name: value for name, value in given.items() if value}


def _check_library_options(parser: argparse.ArgumentParser, options: argparse.Namespace) -> None:
    """Load the model and the gazetteers that were asked for, so that a wrong name is told before the work begins."""
    if chosen := _chosen(options):
        from ..engine import DEFAULT_MODEL, engine

        try:
            engine(chosen.get("model", DEFAULT_MODEL), chosen.get("gazetteers", ()))
        except (ValueError, OSError) as error:
            parser.error(str(error))


class _Report:
    """What failed, and what may be amiss, told on standard error as it happens."""

    def __init__(self, failures: Iterable[Failure]) -> None:
        self.failed = 0
        self.left_out = 0
        for failure in failures:
            self.add(failure)

    def add(self, failure: Failure) -> None:
        self.failed += 1
        self.tell(f"{failure.name}: {failure.message}")

    def tell(self, message: str) -> None:
        print(f"vnews-entities: {message}", file=sys.stderr)

    def status(self) -> int:
        return _SOME_FAILED if self.failed else _OK


def _progress(results: Iterator[Result], total: int | None, *, quiet: bool) -> Iterator[Result]:
    """The results, with a bar on standard error where somebody watches and there is more than one article."""
    if quiet or total == 1 or not sys.stderr.isatty():
        return results
    from rich.console import Console
    from rich.progress import track

    return iter(track(results, description="Reading", total=total, console=Console(stderr=True), transient=True))


def _shares_terminal(output: str | None) -> bool:
    """Would a bar mix with the result on the same screen?"""
    return output is None and sys.stdout.isatty()


def _standard_input(parser: argparse.ArgumentParser) -> list[str]:
    if sys.stdin.isatty():
        parser.error("no article given; name a file or a folder, or - for standard input")
    return ["-"]


def _check_published(parser: argparse.ArgumentParser, published: str | None) -> None:
    from ..article import day_given

    try:
        day_given(published)
    except ValueError as error:
        parser.error(f"--published: {error}")


# Evaluating


def _evaluate(arguments: Sequence[str]) -> int:
    parser = _evaluate_parser()
    options = parser.parse_args(arguments[1:])
    _check_library_options(parser, options)
    from ..article import Article
    from ..evaluation import evaluate
    from ..gold import read_gold

    golds: list[dict[str, Any]] = []
    report = _Report(())
    for name in options.gold:
        try:
            golds += read_gold(Path(name))
        except (OSError, ValueError) as error:
            report.add(Failure(name, (isinstance(error, OSError) and error.strerror) or str(error)))
    for key, times in Counter(gold["id"] for gold in golds).items():
        if times > 1:
            report.add(Failure(str(key), f"the id of {times} articles; give each its own"))
    if report.failed:
        return report.status()
    articles = [Article.from_text(gold["text"], published=gold.get("published")) for gold in golds]
    results = zip((gold["id"] for gold in golds), _documents(articles, options), strict=True)
    predictions = [{**document.to_dict(), "id": key} for key, document in _progress(results, len(golds), quiet=False)]
    evaluation = evaluate(golds, predictions)
    print(json.dumps(evaluation.to_dict()) if options.json else evaluation.table())
    for mistake in evaluation.mistakes[: options.errors]:
        print(mistake)
    return _OK


# The command lines


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(_USAGE, f"{self.prog}: {message}\nTry '{self.prog} --help'.\n")


def _extract_parser() -> argparse.ArgumentParser:
    parser = _Parser("vnews-entities", description=_DESCRIPTION, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "inputs",
        nargs="*",
        metavar="ARTICLE",
        help="a text file, a .jsonl or .json file of records, a .html page, a folder with these directly in it, or - for standard input",
    )
    parser.add_argument("-f", "--format", choices=FORMATS, default="table", help="what to write (default: %(default)s)")
    parser.add_argument("-o", "--output", metavar="PATH", help="a file to write to; a folder (ending in /) gets a file an article")
    parser.add_argument(
        "--published", metavar="DATE", help="the day the articles appeared (2024-07-18), for those whose record gives none; relative dates count from it"
    )
    parser.add_argument(
        "--input",
        choices=[f.value for f in InputFormat],
        default="auto",
        help="what the input is; auto goes by the name's ending, and takes standard input as text unless its first line is a record",
    )
    parser.add_argument("--table", choices=TABLES, default="mentions", help="which table --format csv writes (default: %(default)s)")
    parser.add_argument("--other-events", action="store_true", help="with --format plover, also the events of no PLOVER type, as OTHER with a subtype")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    _add_library_options(parser)
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    return parser


def _evaluate_parser() -> argparse.ArgumentParser:
    parser = _Parser("vnews-entities evaluate", description=_EVALUATE_DESCRIPTION, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", metavar="GOLD", help="the annotated articles: .txt files with inline marks, or files with a record a line")
    parser.add_argument("--json", action="store_true", help="the measures as one JSON object")
    parser.add_argument("--errors", type=_count, default=0, metavar="N", help="also list the first N mistakes")
    _add_library_options(parser)
    return parser


def _add_library_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", metavar="NAME", help="which reader: accurate (the default), fast, rules, or a folder with a model of your own")
    parser.add_argument("--gazetteer", action="append", metavar="FILE", help="names of your own, a TSV file; may be given more than once")
    parser.add_argument("--processes", type=_positive, default=1, metavar="N", help="how many processes read (default: %(default)s)")


def _count(value: str) -> int:
    if not value.isdecimal():
        raise argparse.ArgumentTypeError(f"{value!r} is no number")
    return int(value)


def _positive(value: str) -> int:
    if _count(value) < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return int(value)
