"""Collection, CollectionItem and CollectionWithAccounts."""

from node.model.collection import CollectionItem, CollectionView
from node.web.mastodon.entities.accounts import person
from node.web.mastodon.entities.reader import Json, Reader
from node.web.mastodon.moments import moment


def collection(view: CollectionView, reader: Reader) -> Json:
    found = view.collection
    return {
        "id": str(found.id),
        "uri": found.uri,
        "url": found.url,
        "account_id": str(found.account_id),
        "name": found.name,
        # Documented as HTML, sent as typed by Mastodon: so either way it is read, nothing in it is a tag
        "description": found.description.replace("<", "&lt;"),
        "language": found.language,
        "local": found.is_local,
        "sensitive": found.sensitive,
        "discoverable": found.discoverable,
        "tag": {"name": found.tag, "url": reader.addresses.tag_page(found.tag)} if found.tag else None,
        "item_count": len(view.items),
        "items": [collection_item(each.item) for each in view.items],
        "created_at": moment(found.created_at),
        "updated_at": moment(found.updated_at),
    }


def collection_item(item: CollectionItem) -> Json:
    return {
        "id": str(item.id),
        "account_id": str(item.account_id),
        "state": item.state.value,
        "created_at": moment(item.created_at),
    }


def collection_with_accounts(view: CollectionView, reader: Reader) -> Json:
    """Its owner first, each account once."""
    people = {each.id: each for each in (view.owner, *(featured.account for featured in view.items))}
    return {
        "collection": collection(view, reader),
        "accounts": [person(each, reader) for each in people.values()],
    }
