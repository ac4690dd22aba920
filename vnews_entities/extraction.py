"""From articles to documents: one, or many with several processes."""

from __future__ import annotations

import collections
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence, Sized
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, SupportsIndex

from .article import Article, day_given
from .document import Document
from .engine import DEFAULT_MODEL, engine, model_folder
from .gazetteers import Own, own_tables
from .tables import is_frame

if TYPE_CHECKING:
    from concurrent.futures import Future

Readable = str | Mapping[str, Any] | Article

#: Articles that a worker process is handed at a time, and how many such portions wait for each.
PORTION = 8
AHEAD = 3


def extract(
    article: Readable,
    *,
    published: str | date | None = None,
    model: str | Path = DEFAULT_MODEL,
    gazetteers: Own | Iterable[Own] = (),
) -> Document:
    """Read one article.

    Args:
        article: a page's text, a record (`{"title", "text", "published", "url", "source"}`) or an `Article`.
        published: the day it appeared; wins over what the text or its URL says.
        model: "accurate", "fast", "rules" (no network), or a folder with a model of your own.
        gazetteers: a table or row of your own, or several, see `vn.load`.

    Raises:
        TypeError: no article, or gazetteers that are neither paths nor rows. ValueError: `published` is no date, there is no
        such model, or a gazetteer fits no table of ours.
    """
    return engine(model, own_tables(gazetteers))(Article.of(article, published=published))


def extract_many(
    articles: Iterable[Readable],
    *,
    published: str | date | None = None,
    model: str | Path = DEFAULT_MODEL,
    gazetteers: Own | Iterable[Own] = (),
    processes: int = 1,
    progress: bool = False,
) -> Iterator[Document]:
    """Read articles one after the other; the documents come in the articles' order, as they are ready.

    Args:
        articles: texts, records or `Article`s, as many as you like; of a table, its rows: `df.to_dict('records')`.
        processes: how many processes share the work; each loads the model once (some 200 MB) and imports the calling script
            anew, so that a script with more than one calls this only under `if __name__ == "__main__":`.
        progress: show a progress bar on standard error.

    Raises:
        As `extract`: for an article when its turn comes, for all else at once. TypeError: `articles` is a single article or
        a DataFrame. ValueError: fewer than one process. RuntimeError: a process broke off, when the documents are read.
    """
    if not isinstance(processes, SupportsIndex):
        raise TypeError(f"processes is a {type(processes).__name__}; give a whole number, 1 or more")
    if processes < 1:
        raise ValueError(f"processes={processes}; give 1 or more")
    if not isinstance(articles, Iterable) or isinstance(articles, (str, bytes, Mapping)) or is_frame(articles):
        _refuse_single(articles)
    day = day_given(published)
    own = own_tables(gazetteers)
    total = len(articles) if isinstance(articles, Sized) else None
    ready = (Article.of(a, published=day) for a in articles)
    documents = map(engine(model, own), ready) if processes == 1 else _together(ready, *_checked(model, own), processes)
    return _shown(documents, total) if progress else documents


def _refuse_single(articles: object) -> NoReturn:
    kind = type(articles).__name__
    if is_frame(articles):
        raise TypeError(f"articles is a {kind}; give its rows as records: df.to_dict('records')")
    if isinstance(articles, (str, Mapping, Article)):
        raise TypeError(f"articles is a single {kind}; wrap it in a list: [article]")
    raise TypeError(f"articles is a {kind}; give a list, or another iterable, of texts, records or Articles")


def _checked(model: str | Path, gazetteers: Sequence[Own]) -> tuple[str, tuple[Own, ...]]:
    """What a worker needs for its engine; a model or gazetteer that is none is told here, since a worker can only break off."""
    if str(model) != "rules":
        model_folder(str(model))
    if gazetteers:
        engine("rules", gazetteers)
    return str(model), tuple(dict(g) if isinstance(g, Mapping) else str(g) for g in gazetteers)


def _together(articles: Iterator[Article], model: str, gazetteers: tuple[Own, ...], processes: int) -> Iterator[Document]:
    """Portions go to the workers, never the model; only so many wait that memory stays small."""
    import multiprocessing  # here, because most callers read one article, and these are slow to load
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    # spawn: a forked child would inherit the network's locks
    context = multiprocessing.get_context("spawn")
    waiting: collections.deque[Future[list[Document]]] = collections.deque()
    portions = _portions(articles)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_start_worker, initargs=(model, gazetteers)) as pool:
        try:
            while True:
                for portion in itertools.islice(portions, processes * AHEAD - len(waiting)):
                    waiting.append(_failed(portion) if isinstance(portion, Exception) else pool.submit(_work, portion))
                if not waiting:
                    return
                yield from waiting.popleft().result()
        except BrokenProcessPool:
            raise RuntimeError(
                f'a process broke off. In a script, call extract_many(processes={processes}) only under if __name__ == "__main__":, '
                "since each process imports the script anew; if it does, memory may have run out: take fewer processes"
            ) from None
        finally:
            for future in waiting:
                future.cancel()


def _portions(articles: Iterator[Article]) -> Iterator[list[Article] | Exception]:
    """The articles by portions; an error comes in its article's turn, after those before it."""
    portion: list[Article] = []
    error: Exception | None = None
    try:
        for article in articles:
            portion.append(article)
            if len(portion) == PORTION:
                yield portion
                portion = []
    except Exception as raised:
        error = raised
    if portion:
        yield portion
    if error is not None:
        yield error


def _failed(error: Exception) -> Future[list[Document]]:
    from concurrent.futures import Future

    future: Future[list[Document]] = Future()
    future.set_exception(error)
    return future


_worker: dict[str, Any] = {}


def _start_worker(model: str, gazetteers: tuple[Own, ...]) -> None:
    _worker["engine"] = engine(model, gazetteers)


def _work(articles: list[Article]) -> list[Document]:
    return [_worker["engine"](a) for a in articles]


def _shown(documents: Iterator[Document], total: int | None) -> Iterator[Document]:
    from rich.console import Console
    from rich.progress import track

    yield from track(documents, description="Reading", total=total, console=Console(stderr=True))
