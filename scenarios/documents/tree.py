"""YAML text to a tree of nodes that know their line. Nothing is constructed: no tags, no merge keys, no bombs.

Plain scalars follow the core schema of YAML 1.2 (true, false, null, whole and decimal numbers; all else is text), so
that `no` is a word and `1:30` is not a number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from samspil.model.messages import Message, say
from samspil.model.problems import shown
from samspil.model.written import unprintable

from .findings import refuse
from .remedies import remedy

LARGEST = 1_000_000  # bytes
DEEPEST = 20
MOST_NODES = 50_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass
class Node:
    """A piece of a document: `kind` is scalar, list or map; `value` holds a scalar, `raw` its text as written."""

    kind: str
    line: int
    value: Any = None
    raw: str = ""
    items: list[Node] = field(default_factory=list)
    entries: list[tuple[Node, Node]] = field(default_factory=list)
    size: int = 1

    @property
    def shown(self) -> str:
        """The node as an error message repeats it."""
        return shown(self.raw) if self.kind == "scalar" else say("a-list") if self.kind == "list" else say("a-mapping")

    @property
    def is_empty(self) -> bool:
        """Nothing was written after the key."""
        return self.kind == "scalar" and self.value is None

    @property
    def keys(self) -> list[str]:
        """The keys of a map."""
        return [key.raw for key, _ in self.entries]


def parse(text: str, file: str) -> Node:
    """The tree of a document.

    Args:
        text: the whole document.
        file: its name in error messages.

    Raises:
        ScenarioError: not YAML, more than one document, a tag, a key twice, too deep or too large.
    """
    _check_text(text, file)
    builder = _Builder(file)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        _refuse_yaml(error, text, file)
    except yaml.YAMLError as error:
        refuse(file, 1, say("not-yaml", message=str(error).splitlines()[0]))
    if builder.root is None or builder.root.is_empty:
        refuse(file, 1, say("the-file-is-empty"))
    return builder.root


def too_large() -> Message:
    """That a document is larger than any may be."""
    return say("file-too-large", kilobytes=LARGEST // 1000)


def _refuse_yaml(error: yaml.MarkedYAMLError, text: str, file: str) -> NoReturn:
    mark, message = error.problem_mark or error.context_mark, str(error.problem or error.context)
    line = mark.line + 1 if mark else 1
    refuse(file, line, say("not-yaml", message=remedy(message, text, line) or message))


def _check_text(text: str, file: str) -> None:
    try:
        size = len(text.encode("utf-8"))
    except UnicodeEncodeError:
        refuse(file, 1, say("text-is-not-utf-8"))
    if size > LARGEST:
        refuse(file, 1, too_large())
    if not text.strip():
        refuse(file, 1, say("the-file-is-empty"))
    harmful = unprintable(text)
    if harmful is not None:
        refuse(file, harmful[0], say("has-the-control-character", character=harmful[1]))


@dataclass
class _Open:
    """A list or map that is not finished, and the key that waits for its value."""

    node: Node
    anchor: str | None
    key: Node | None = None
    seen: set[str] = field(default_factory=set)


class _Builder:
    """Puts parser events together, with a stack of open nodes and no recursion."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.root: Node | None = None
        self.stack: list[_Open] = []
        self.anchors: dict[str, Node] = {}
        self.total = 0

    def take(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            self._place(self._aliased(str(event.anchor), line), line)
        elif isinstance(event, yaml.ScalarEvent):
            self._place(self._scalar(event, line), line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            refuse(self.file, line, say("more-than-one-document"))

    def _begin(self, event: yaml.CollectionStartEvent, line: int) -> None:
        self._refuse_tag(event.tag, line)
        if len(self.stack) >= DEEPEST:
            refuse(self.file, line, say("nested-more-than-deep", deepest=DEEPEST))
        kind = "map" if isinstance(event, yaml.MappingStartEvent) else "list"
        self.stack.append(_Open(Node(kind, line), event.anchor))

    def _end(self) -> None:
        done = self.stack.pop()
        self._remember(done.anchor, done.node)
        self._place(done.node, done.node.line)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> Node:
        self._refuse_tag(event.tag, line)
        # A text in double quotes may spell out what the file itself may not hold.
        harmful = unprintable(event.value)
        if harmful is not None:
            refuse(self.file, line, say("has-the-control-character", character=harmful[1]))
        value = event.value if event.style in ("'", '"', "|", ">") else _value(event.value)
        node = Node("scalar", line, value, event.value)
        self._remember(event.anchor, node)
        return node

    def _remember(self, anchor: str | None, node: Node) -> None:
        if anchor:
            self.anchors[anchor] = node

    def _aliased(self, anchor: str, line: int) -> Node:
        if anchor not in self.anchors:
            refuse(self.file, line, say("alias-of-nothing", anchor=anchor))
        node = self.anchors[anchor]
        self.total += node.size
        return node

    def _refuse_tag(self, tag: str | None, line: int) -> None:
        if tag is not None:
            refuse(self.file, line, say("the-tag-is-not-allowed", tag=tag))

    def _place(self, node: Node, line: int) -> None:
        self.total += 1
        if self.total > MOST_NODES:
            refuse(self.file, line, say("too-many-values", most=MOST_NODES))
        if not self.stack:
            self.root = node
            return
        parent = self.stack[-1]
        parent.node.size += node.size
        if parent.node.kind == "list":
            parent.node.items.append(node)
        elif parent.key is None:
            self._new_key(parent, node, line)
        else:
            parent.node.entries.append((parent.key, node))
            parent.key = None

    def _new_key(self, parent: _Open, node: Node, line: int) -> None:
        if node.kind != "scalar":
            refuse(self.file, line, say("key-must-be-word"))
        if node.raw in parent.seen:
            refuse(self.file, line, say("the-key-stands-here-twice", name=shown(node.raw)))
        parent.seen.add(node.raw)
        parent.key = node


def _value(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text) and len(text) < 20:
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
