"""The process that opens what strangers and members send. It may be killed by what it opens; nothing else is.

Started by `workshop.py` as `python -m node.media.worker`, with its limits as the only argument. It reads a task a line
and answers a line, until its input ends. What it may use (memory, processor time, size of files) the system keeps it to.
"""

import errno
import os
import resource
import signal
import sys
from pathlib import Path

import msgspec

from node.media import films, images
from node.media.types import HEAD, FileType, sniff
from node.media.work import Answer, Limits, Made, Refused, Task

_LARGEST_FILE = 1 << 30
_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
_HARDLY_ANY = 1 << 20


def main() -> None:
    limits = msgspec.json.decode(sys.argv[1], type=Limits)
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # whatever a library prints is no answer
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # ended by the node, which may want to finish first
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    restrict(limits)
    images.set_up()
    for line in sys.stdin.buffer:
        allow_seconds(limits.seconds)
        answer = answered(msgspec.json.decode(line, type=Task), limits)
        answers.write(msgspec.json.encode(answer) + b"\n")


def restrict(limits: Limits) -> None:
    memory = limits.megabytes * 1_048_576
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, _LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def allow_seconds(seconds: int) -> None:
    """So much processor time from now on; beyond it the system ends this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))


def answered(task: Task, limits: Limits) -> Answer:
    answer = _answered(task, limits)
    if answer.refused and _is_full(Path(task.stem).parent):  # a program we started may have run into it
        return Answer(disk=os.strerror(errno.ENOSPC))
    return answer


def _answered(task: Task, limits: Limits) -> Answer:
    try:
        return Answer(made=_made(task, limits))
    except Refused as refusal:
        return Answer(refused=str(refusal))
    except MemoryError:
        return Answer(refused="the file needs more memory than is given to one file")
    except Exception as error:  # noqa: BLE001  # decoders of broken files raise whatever they like
        if isinstance(error, OSError) and error.errno in _DISK:
            return Answer(disk=os.strerror(error.errno))
        return Answer(refused=f"the file cannot be read ({type(error).__name__})")


def _is_full(folder: Path) -> bool:
    found = os.statvfs(folder)
    return found.f_bavail * found.f_frsize < _HARDLY_ANY


def _made(task: Task, limits: Limits) -> Made:
    source, stem = Path(task.source), Path(task.stem)
    found = _sniffed(source)
    if task.use == "post" and found.family != "image":
        return films.file(source, found, stem, limits)
    if found.family != "image":
        raise Refused("this is no picture")
    match task.use:
        case "post":
            return images.picture(source, found, stem, limits)
        case "cover":
            return images.cover(source, found, stem, limits)
        case "avatar":
            return images.cropped(source, found, stem, limits, images.AVATAR)
        case "header":
            return images.cropped(source, found, stem, limits, images.HEADER)


def _sniffed(source: Path) -> FileType:
    with source.open("rb") as file:
        found = sniff(file.read(HEAD))
    if found is None:
        raise Refused("files of this type are not taken here")
    return found


if __name__ == "__main__":
    main()
