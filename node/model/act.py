"""What somebody did here: who, for which account, what, to what, and when (decision 0005)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Deed(StrEnum):
    """Everything a person can do for an account. What an act brings about is no act of its own: whoever blocks a
    follower has blocked, not also rejected."""

    PUBLISH = "publish"
    EDIT = "edit"
    DELETE = "delete"
    BOOST = "boost"
    UNBOOST = "unboost"
    LIKE = "like"
    UNLIKE = "unlike"
    VOTE = "vote"
    PIN = "pin"
    UNPIN = "unpin"
    FOLLOW = "follow"
    UNFOLLOW = "unfollow"
    ACCEPT = "accept"
    REJECT = "reject"
    BLOCK = "block"
    UNBLOCK = "unblock"
    MUTE = "mute"
    UNMUTE = "unmute"
    REPORT = "report"
    PROFILE = "profile"
    ALIAS = "alias"
    UNALIAS = "unalias"
    MOVE = "move"
    ANNOUNCE = "announce"
    WITHDRAW = "withdraw"
    ADOPT = "adopt"
    DROP = "drop"
    FEATURE = "feature"
    UNFEATURE = "unfeature"
    RECOMMEND = "recommend"
    REWORD = "reword"
    RETRACT = "retract"
    INCLUDE = "include"
    EXCLUDE = "exclude"
    REVOKE = "revoke"
    COMPILE = "compile"
    WARN = "warn"
    SENSITIZE = "sensitize"
    UNSENSITIZE = "unsensitize"
    DISABLE = "disable"
    ENABLE = "enable"
    SILENCE = "silence"
    UNSILENCE = "unsilence"
    SUSPEND = "suspend"
    UNSUSPEND = "unsuspend"
    CLASSIFY = "classify"
    ASSIGN = "assign"
    UNASSIGN = "unassign"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    REMARK = "remark"
    RESTRICT = "restrict"
    RELEASE = "release"
    ADMIT = "admit"
    EXPEL = "expel"
    BAR = "bar"
    UNBAR = "unbar"
    SHUT = "shut"
    OPEN = "open"
    APPROVE = "approve"
    DECLINE = "decline"
    WORD = "word"
    LINK = "link"
    UNLINK = "unlink"
    ALERT = "alert"
    CALM = "calm"
    REVIEW = "review"
    DISCLOSE = "disclose"
    TAKE = "take"
    REFER = "refer"
    RETURN = "return"
    SETTLE = "settle"
    FOUND = "found"
    FILL = "fill"
    PHASE = "phase"
    JOIN = "join"
    PART = "part"
    EXPORT = "export"
    IMPORT = "import"
    ENROL = "enrol"
    PROPOSE = "propose"
    BALLOT = "ballot"
    KEEP = "keep"
    DISCARD = "discard"
    ASK = "ask"
    RECALL = "recall"
    ADVISE = "advise"
    APPOINT = "appoint"
    DISMISS = "dismiss"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """`login_id` is None for the command line and for what the node does by itself. `object_uri` is the post or account
    it was done to, of a profile or a deleted account its own; of what concerns the node as a whole, the report, host,
    network, tag or text that is meant. `activity_id` is the activity that told others, if it was
    one. Nothing but ids: what was said or changed is kept elsewhere, or no longer."""

    id: int
    login_id: int | None
    account_id: int
    kind: Deed
    object_uri: str
    activity_id: int | None
    at: datetime
