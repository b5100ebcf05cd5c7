"""What pages say of a channel's sheet and of the phase it is in."""

from datetime import date

from node.config.sheet_form import Question
from node.i18n.translate import Translator
from node.model.account import Account
from node.model.channel import Phase
from node.outbox.sheets import worded
from node.web.rendering import Frame


def standing_of(account: Account, frame: Frame) -> str:
    """What everybody has to know of the phase it is in; nothing where it is at work."""
    if not account.is_local or account.phase in {Phase.RUNNING, Phase.REVIEWING}:
        return ""
    return frame.words.t(f"phase.notice.{account.phase.value}")


def in_words(question: Question, text: str, words: Translator) -> str:
    """An answer as people read it in their language."""
    try:
        if question.kind == "day":
            return words.date(date.fromisoformat(text))
        if question.kind == "number":
            return words.number(int(text))
    except ValueError:  # it was asked in another way when this was answered
        return text
    return worded(question, text, words.language)
