"""Push subscriptions of apps, and which of them want to know of what."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence

from node.model.notification import Event, NewNotification
from node.model.push import PushSubscription, Whose
from node.store.rows import Database, Row, from_json, moment, to_json, us


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _data(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _to_subscription(row: Row) -> PushSubscription:
    return PushSubscription(
        id=row["id"],
        token_id=row["token_id"],
        account_id=row["account_id"],
        endpoint=row["endpoint"],
        public_key=_data(row["p256dh"]),
        secret=_data(row["auth"]),
        standard=bool(row["standard"]),
        policy=Whose(row["policy"]),
        alerts={Event(name): wanted for name, wanted in from_json(row["alerts"]).items()},
        created_at=moment(row["created_at"]),
    )


class Pushes:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def replace(self, new: PushSubscription) -> None:
        """Instead of the one the token had."""
        await self._db.run("DELETE FROM push_subscriptions WHERE token_id = ?", new.token_id)
        await self._db.run(
            "INSERT INTO push_subscriptions (id, token_id, account_id, endpoint, p256dh, auth, standard, policy, alerts,"
            " created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            new.id,
            new.token_id,
            new.account_id,
            new.endpoint,
            _text(new.public_key),
            _text(new.secret),
            new.standard,
            new.policy.value,
            to_json(new.alerts),
            us(new.created_at),
        )

    async def change(self, subscription_id: int, *, policy: Whose, alerts: Mapping[Event, bool]) -> None:
        await self._db.run(
            "UPDATE push_subscriptions SET policy = ?, alerts = ? WHERE id = ?",
            policy.value,
            to_json(alerts),
            subscription_id,
        )

    async def of_token(self, token_id: int) -> PushSubscription | None:
        row = await self._db.row("SELECT * FROM push_subscriptions WHERE token_id = ?", token_id)
        return None if row is None else _to_subscription(row)

    async def find(self, subscription_id: int) -> PushSubscription | None:
        row = await self._db.row("SELECT * FROM push_subscriptions WHERE id = ?", subscription_id)
        return None if row is None else _to_subscription(row)

    async def remove_of_token(self, token_id: int) -> None:
        await self._db.run("DELETE FROM push_subscriptions WHERE token_id = ?", token_id)

    async def remove(self, subscription_id: int) -> None:
        await self._db.run("DELETE FROM push_subscriptions WHERE id = ?", subscription_id)

    async def wanting(self, new: NewNotification) -> Sequence[int]:
        """Ids of the subscriptions through which the account wants to be told of it."""
        rows = await self._db.rows("SELECT * FROM push_subscriptions WHERE account_id = ? ORDER BY id", new.account_id)
        found = [each for each in map(_to_subscription, rows) if each.alerts.get(new.event)]
        allowed = {Whose.ALL}
        if any(each.policy in {Whose.FOLLOWED, Whose.FOLLOWER} for each in found):
            allowed |= await self._relations(new.account_id, new.origin_id)
        return [each.id for each in found if each.policy in allowed]

    async def _relations(self, account_id: int, origin_id: int) -> set[Whose]:
        """What the origin is to the account."""
        if account_id == origin_id:  # a poll of one's own has ended
            return {Whose.FOLLOWED, Whose.FOLLOWER}
        rows = await self._db.rows(
            "SELECT follower_id FROM follows WHERE accepted"
            " AND ((follower_id = ? AND followed_id = ?) OR (follower_id = ? AND followed_id = ?))",
            account_id,
            origin_id,
            origin_id,
            account_id,
        )
        return {Whose.FOLLOWED if row["follower_id"] == account_id else Whose.FOLLOWER for row in rows}
