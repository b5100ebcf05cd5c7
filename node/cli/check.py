"""`allmende check`: each duty of an operator as ok, fail or manual, for people or as JSON; and the register of processing
(Art. 30 GDPR)."""

from collections.abc import Mapping, Sequence

import msgspec

import node as program
from node.cli.command import Act, Answer, Ask
from node.cli.duties import AREAS, DATA_PROTECTION, LEGAL, Area, Result
from node.cli.parser import Parser
from node.cli.perform import acts
from node.cli.register import describe_register, write_register
from node.context import Context


def define(parser: Parser) -> None:
    say = parser.say
    parser.option("--json", action="store_true", help=say("für Programme", "for programs"))
    parser.option(
        "--vvt",
        metavar="FORMAT",
        choices=("json", "csv"),
        help=say("nur das Verarbeitungsverzeichnis: json oder csv", "the register of processing only: json or csv"),
    )
    parser.option(
        "--dsgvo",
        action="store_true",
        help=say(
            "nur Datenschutz: welche Daten, wozu, auf welcher Grundlage, wie lange; und seine Pflichten",
            "data protection only: which data, what for, on which basis, how long; and its duties",
        ),
    )
    parser.option("--recht", action="store_true", help=say("nur die Pflichten des Rechts", "legal duties only"))
    parser.epilog = say(
        "Endet mit 1, wenn eine Pflicht verletzt ist; was nur Menschen prüfen können, zählt nicht als Fehler.",
        "Ends with 1 when a duty is not fulfilled; what only people can check does not count as a failure.",
    )
    acts(parser, "check", check)


async def check(node: Context, ask: Ask) -> Answer:
    say = ask.say
    if ask.text("vvt"):
        return Answer(write_register(node, say, ask.text("vvt")))
    areas = _areas(ask)
    found = [(duty, await duty.check(node, say)) for _, _, duties in areas for duty in duties]
    failed = sum(finding.result is Result.FAIL for _, finding in found)
    if ask.flag("json"):
        report = {
            "node": node.config.origin,
            "version": program.__version__,
            "at": f"{node.clock():%Y-%m-%dT%H:%M:%SZ}",
            "duties": [
                {
                    "duty": duty.name,
                    "title": say(duty.german, duty.english),
                    "norm": duty.norm,
                    "result": finding.result.value,
                    "evidence": finding.evidence,
                    "remedy": finding.remedy,
                }
                for duty, finding in found
            ],
        }
        return Answer(msgspec.json.format(msgspec.json.encode(report)).decode().splitlines(), 1 if failed else 0)
    words = {
        Result.OK: say("erfüllt  ", "ok    "),
        Result.FAIL: say("verletzt ", "fail  "),
        Result.MANUAL: say("zu prüfen", "manual"),
    }
    lines = [*describe_register(node, say), ""] if ask.flag("dsgvo") else []
    headings = {duties[0].name: say(german, english) for german, english, duties in areas}
    for duty, finding in found:
        if duty.name in headings:
            lines += ["", headings[duty.name], ""] if lines else [headings[duty.name], ""]
        lines.append(f"{words[finding.result]}  {say(duty.german, duty.english)}: {finding.evidence}  [{duty.norm}]")
        if finding.remedy:
            lines.append(f"{' ' * len(words[finding.result])}  -> {finding.remedy}")
    manual = sum(finding.result is Result.MANUAL for _, finding in found)
    lines += [
        "",
        say(f"{failed} verletzt, {manual} von Hand zu prüfen", f"{failed} failed, {manual} to be checked by hand"),
    ]
    return Answer(lines, 1 if failed else 0)


def _areas(ask: Ask) -> Sequence[Area]:
    """Those asked for; all when nothing in particular is."""
    wanted = [area for flag, area in (("dsgvo", DATA_PROTECTION), ("recht", LEGAL)) if ask.flag(flag)]
    return wanted or AREAS


ACTS: Mapping[str, Act] = {"check": check}
