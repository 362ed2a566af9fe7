import inspect
import subprocess
import sys

import pytest

import assay


@pytest.mark.parametrize("name", ["audit", "read", "write"])
def test_a_stage_is_a_package_and_a_verb(name):
    package = getattr(assay, name)
    assert package.__path__
    assert next(iter(inspect.signature(package).parameters)) in {"dataset", "data"}


def test_calls_reach_the_verb_whichever_way_the_package_came_in():
    code = (
        "from assay.read.rules import check\n"
        "import assay.read, assay\n"
        "print(assay.read is __import__('sys').modules['assay.read'], callable(assay.read))\n"
    )
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert got.stdout.split() == ["True", "True"]


def test_public_names_are_there():
    for name in assay.__all__:
        assert callable(getattr(assay, name))
    with pytest.raises(AttributeError, match="no attribute 'raed'"):
        assay.raed  # noqa: B018
