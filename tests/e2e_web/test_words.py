"""The words of the three languages: none is missing, none is left over, and each says its numbers."""

import json
import re
from pathlib import Path

import pytest

from evershare import abi
from evershare.deployment import ROOT

LOCALES = Path(ROOT) / "dapp/src/i18n/locales"
LANGUAGES = sorted(path.name for path in LOCALES.iterdir())
TOPICS = sorted(path.name for path in (LOCALES / "en").iterdir())
PLACEHOLDER = re.compile(r"{{(\w+)}}")
PLURAL = re.compile(r"_(one|other)$")  # Chinese has one form, English two


def words(language, topic):
    def flat(value, path=""):
        if isinstance(value, str):
            yield path, value
        else:
            for key, inner in value.items():
                yield from flat(inner, f"{path}.{key}" if path else key)

    return dict(flat(json.loads((LOCALES / language / topic).read_text())))


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_a_language_has_the_keys_of_english_with_their_placeholders(language, topic):
    english, other = words("en", topic), words(language, topic)
    assert {PLURAL.sub("", key) for key in other} == {PLURAL.sub("", key) for key in english}
    for key, text in other.items():
        assert text.strip(), key
        assert set(PLACEHOLDER.findall(text)) == set(PLACEHOLDER.findall(english[key])), key


@pytest.mark.parametrize("topic", TOPICS)
def test_the_two_kinds_of_chinese_differ(topic):
    hant, hans = words("zh-Hant", topic), words("zh-Hans", topic)
    assert any(hant[key] != hans[key] for key in hant)


def test_every_contract_error_with_words_is_one_of_the_contracts():
    names = {entry["name"] for contract in abi.names() for entry in abi.load(contract) if entry["type"] == "error"}
    explained = {key.removeprefix("contract.") for key in words("en", "errors.json") if key.startswith("contract.")}
    assert explained <= names
