"""Who may read a post, as a condition of SQL. `moderation/policy.py` asks the same of a single one."""

from typing import Final

# Of `p`: anybody what is open; the viewer what is theirs, names them, or comes from whom they follow
READABLE: Final = """p.visibility IN ('public', 'unlisted') OR p.author_id = ?
 OR (p.visibility = 'local' AND EXISTS (SELECT 1 FROM accounts v WHERE v.id = ? AND v.host = '' AND v.deleted_at IS NULL))
 OR (p.visibility = 'followers' AND EXISTS (SELECT 1 FROM follows r WHERE r.follower_id = ?
  AND r.followed_id = p.author_id AND r.accepted))
 OR (p.visibility <> 'local' AND EXISTS (SELECT 1 FROM mentions r WHERE r.post_id = p.id AND r.account_id = ?))"""
READABLE_PARAMS: Final = READABLE.count("?")
"""How often the viewer's id is its parameter."""
