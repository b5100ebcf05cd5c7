"""Why something was refused, and what to do, in the language of the page. What programs are told is English and Mastodon's
where some of them compare it; people get the sentence of the catalogues (`refusal.CODE`)."""

from node.errors import Problem
from node.i18n.translate import Translator


def refusal(problem: Problem, words: Translator) -> str:
    if not problem.code:
        return words.t("error.detail", detail=problem.reason)
    return words.t(f"refusal.{problem.code}", **problem.values)
