import numpy as np
import pytest

from lepton_automl.builtin.kinds.character_grams import CharacterGrams

TEXTS = [
    "", " ", "a", "on  and\ton", "The END\n", "ÜNÏ Straße ÉTÉ", "ΣΑΣ", "東京 ١٢٣",
    "\u00a0x\u2003y",     "long " * 40, "Ω", "🙂 ok",
]  # fmt: skip


@pytest.mark.parametrize("longest", [2, 3, 6])
@pytest.mark.parametrize("n_features", [2**10])
def test_runs_of_characters_are_counted_the_same(longest, n_features, same, frame):
    given = np.empty(len(TEXTS), dtype=object)
    given[:] = TEXTS
    same(CharacterGrams(longest, n_features).fit(TEXTS), frame(text=TEXTS), given)


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_alone_is_counted_as_among_others(text, same, frame):
    # A step is asked about missing cells elsewhere: here an empty text is a text.
    same(CharacterGrams(4, 2**10), frame(text=[text]), [text])
