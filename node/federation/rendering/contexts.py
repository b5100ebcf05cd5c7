"""The `@context` of what we send: two documents everybody has bundled, and the rest of our words inline. So nobody has
to fetch anything to read us, and an LD signature can be made and checked offline.

Each is made of the same values every time; the LD signer keeps what it has worked out for them.
"""

from typing import Any, Final, TypeAlias

Json: TypeAlias = dict[str, Any]

ACTIVITYSTREAMS: Final = "https://www.w3.org/ns/activitystreams"
SECURITY: Final = "https://w3id.org/security/v1"

_PROOF: Final = {
    "DataIntegrityProof": "sec:DataIntegrityProof",
    "proof": {"@id": "sec:proof", "@type": "@id", "@container": "@graph"},
    "cryptosuite": "sec:cryptosuite",
    "proofPurpose": {"@id": "sec:proofPurpose", "@type": "@vocab"},
    "proofValue": {"@id": "sec:proofValue", "@type": "sec:multibase"},
    "verificationMethod": {"@id": "sec:verificationMethod", "@type": "@id"},
    "assertionMethod": {"@id": "sec:assertionMethod", "@type": "@id", "@container": "@set"},
}
_POLICY: Final = {
    "gts": "https://gotosocial.org/ns#",
    "interactionPolicy": {"@id": "gts:interactionPolicy", "@type": "@id"},
    "automaticApproval": {"@id": "gts:automaticApproval", "@type": "@id"},
    "manualApproval": {"@id": "gts:manualApproval", "@type": "@id"},
}
_CASE: Final = {
    "Case": "urn:allmende:terms:Case",
    "case": {"@id": "urn:allmende:terms:case", "@type": "@id"},
    "caseState": "urn:allmende:terms:caseState",
}
_POST: Final = {
    "sensitive": "as:sensitive",
    "Hashtag": "as:Hashtag",
    "toot": "http://joinmastodon.org/ns#",
    "Emoji": "toot:Emoji",
    "blurhash": "toot:blurhash",
    "focalPoint": {"@id": "toot:focalPoint", "@container": "@list"},
    "votersCount": "toot:votersCount",
    "ostatus": "http://ostatus.org#",
    "conversation": "ostatus:conversation",
    "schema": "http://schema.org#",
    "license": "schema:license",
    "creditText": "schema:creditText",
    "address": "schema:address",
    "ical": "http://www.w3.org/2002/12/cal/ical#",
    "status": "ical:status",
    "mz": "https://joinmobilizon.org/ns#",
    "timezone": "mz:timezone",
    "isOnline": "mz:isOnline",
    "joinMode": "mz:joinMode",
    "externalParticipationUrl": {"@id": "mz:externalParticipationUrl", "@type": "schema:URL"},
    "displayEndTime": "https://w3id.org/fep/8a8e#displayEndTime",
    "maximumAttendeeCapacity": "schema:maximumAttendeeCapacity",
    "inLanguage": "schema:inLanguage",
    "VirtualLocation": "schema:VirtualLocation",
    "digitalSourceType": {"@id": "schema:digitalSourceType", "@type": "@id"},
    "aiUse": "urn:allmende:terms:aiUse",
    "automated": "urn:allmende:terms:automated",
    **_CASE,
    **_POLICY,
    "canLike": {"@id": "gts:canLike", "@type": "@id"},
    "canReply": {"@id": "gts:canReply", "@type": "@id"},
    "canAnnounce": {"@id": "gts:canAnnounce", "@type": "@id"},
    "canQuote": {"@id": "gts:canQuote", "@type": "@id"},
    "quote": {"@id": "https://w3id.org/fep/044f#quote", "@type": "@id"},
    "quoteUri": "http://fedibird.com/ns#quoteUri",
    "quoteUrl": "as:quoteUrl",
    "_misskey_quote": "https://misskey-hub.net/ns#_misskey_quote",
    "quoteAuthorization": {"@id": "https://w3id.org/fep/044f#quoteAuthorization", "@type": "@id"},
    **_PROOF,
}
_ACTOR: Final = {
    "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
    "movedTo": {"@id": "as:movedTo", "@type": "@id"},
    "alsoKnownAs": {"@id": "as:alsoKnownAs", "@type": "@id"},
    "toot": "http://joinmastodon.org/ns#",
    "Emoji": "toot:Emoji",
    "featured": {"@id": "toot:featured", "@type": "@id"},
    "featuredTags": {"@id": "toot:featuredTags", "@type": "@id"},
    "discoverable": "toot:discoverable",
    "indexable": "toot:indexable",
    "schema": "http://schema.org#",
    "PropertyValue": "schema:PropertyValue",
    "value": "schema:value",
    "webfinger": {"@id": "https://purl.archive.org/socialweb/webfinger#webfinger", "@type": "xsd:string"},
    "implements": {"@id": "https://w3id.org/fep/844e#implements", "@type": "@id", "@container": "@list"},
    "Multikey": "sec:Multikey",
    "controller": {"@id": "sec:controller", "@type": "@id"},
    "publicKeyMultibase": {"@id": "sec:publicKeyMultibase", "@type": "sec:multibase"},
    **_POLICY,
    "canFeature": {"@id": "https://w3id.org/fep/7aa9#canFeature", "@type": "@id"},
    "featuredCollections": {"@id": "https://w3id.org/fep/7aa9#featuredCollections", "@type": "@id"},
    **_PROOF,
}
_FEATURING: Final = {
    "toot": "http://joinmastodon.org/ns#",
    "discoverable": "toot:discoverable",
    "sensitive": "as:sensitive",
    "Hashtag": "as:Hashtag",
    "FeaturedCollection": "https://w3id.org/fep/7aa9#FeaturedCollection",
    "FeaturedItem": "https://w3id.org/fep/7aa9#FeaturedItem",
    "featuredObject": {"@id": "https://w3id.org/fep/7aa9#featuredObject", "@type": "@id"},
    "featuredObjectType": {"@id": "https://w3id.org/fep/7aa9#featuredObjectType", "@type": "@vocab"},
    "featureAuthorization": {"@id": "https://w3id.org/fep/7aa9#featureAuthorization", "@type": "@id"},
    "topic": "https://w3id.org/fep/7aa9#topic",
    "FeatureRequest": "https://w3id.org/fep/7aa9#FeatureRequest",
    "FeatureAuthorization": "https://w3id.org/fep/7aa9#FeatureAuthorization",
    "gts": "https://gotosocial.org/ns#",
    "interactingObject": {"@id": "gts:interactingObject", "@type": "@id"},
    "interactionTarget": {"@id": "gts:interactionTarget", "@type": "@id"},
    **_PROOF,
}
_ACTIVITY: Final = {
    **_CASE,
    "QuoteRequest": "https://w3id.org/fep/044f#QuoteRequest",
    "QuoteAuthorization": "https://w3id.org/fep/044f#QuoteAuthorization",
    "gts": "https://gotosocial.org/ns#",
    "interactingObject": {"@id": "gts:interactingObject", "@type": "@id"},
    "interactionTarget": {"@id": "gts:interactionTarget", "@type": "@id"},
    "_misskey_reaction": "https://misskey-hub.net/ns#_misskey_reaction",
    # ActivityStreams' own context makes "Note" a relative address, which strict readers refuse and signatures leave out
    "formerType": {"@id": "as:formerType", "@type": "@vocab"},
    **_PROOF,
}


def post_context() -> list[Any]:
    return [ACTIVITYSTREAMS, SECURITY, _POST]


def actor_context() -> list[Any]:
    return [ACTIVITYSTREAMS, SECURITY, _ACTOR]


def activity_context() -> list[Any]:
    return [ACTIVITYSTREAMS, SECURITY, _ACTIVITY]


def featuring_context() -> list[Any]:
    """Of collections of recommended accounts, and of what is said about them."""
    return [ACTIVITYSTREAMS, SECURITY, _FEATURING]
