import pytest

from tests.support.reverts import reverts

WORD = "0x" + "ab" * 32


@pytest.fixture(scope="module")
def stranger(accounts):
    return accounts[5]


@pytest.fixture(scope="module")
def mock(RevertingMock, accounts):
    return RevertingMock.deploy({"from": accounts[0]})


def test_fails_when_nothing_reverts(mock, stranger):
    with pytest.raises(AssertionError, match="nothing reverted"), reverts("MockPlainFailure"):
        mock.succeed({"from": stranger})


def test_fails_on_another_error(mock, stranger):
    wrong = "expected MockPlainFailure.*MockLibraryFailure"
    with pytest.raises(AssertionError, match=wrong), reverts("MockPlainFailure"):
        mock.failInLibrary(WORD, -7, {"from": stranger})


def test_fails_on_another_error_without_arguments(mock, stranger):
    with pytest.raises(AssertionError, match=r"reverted with MockPlainFailure\(\)"), reverts("Panic", 0x11):
        mock.failPlainly({"from": stranger})


@pytest.mark.parametrize("position", range(5))
def test_fails_on_each_wrong_argument(mock, stranger, position):
    actual = [5, stranger, WORD, "text", True]
    wrong = [6, mock, WORD[:-2] + "aa", "Text", False]
    expected = [*actual[:position], wrong[position], *actual[position + 1 :]]

    with pytest.raises(AssertionError, match="MockDetailedFailure"), reverts("MockDetailedFailure", *expected):
        mock.failInDetail(*actual, {"from": stranger})


def test_fails_on_a_wrong_argument_of_a_view(mock):
    expected = [6, mock, 5, "view", False]
    with pytest.raises(AssertionError, match="MockDetailedFailure"), reverts("MockDetailedFailure", *expected):
        mock.failInView(5)


def test_fails_when_arguments_are_left_out(mock, stranger):
    with pytest.raises(ValueError, match="MockDetailedFailure"), reverts("MockDetailedFailure"):
        mock.failInDetail(5, stranger, WORD, "text", True, {"from": stranger})


def test_fails_on_an_undeclared_name(mock, stranger):
    with pytest.raises(LookupError, match="MockPlainFailures"), reverts("MockPlainFailures"):
        mock.failPlainly({"from": stranger})


def test_fails_on_a_revert_without_data(mock, stranger):
    with pytest.raises(AssertionError, match="no data"), reverts("MockPlainFailure"):
        mock.failSilently({"from": stranger})


def test_fails_on_a_view_that_reverts_without_data(mock):
    with pytest.raises(AssertionError, match="no data"), reverts("MockPlainFailure"):
        mock.failSilently.call()


def test_passes_other_exceptions_on(mock, stranger):
    with pytest.raises(ZeroDivisionError), reverts("MockPlainFailure"):
        1 / 0  # noqa: B018


def test_accepts_an_error_without_arguments(mock, stranger):
    with reverts("MockPlainFailure"):
        mock.failPlainly({"from": stranger})

    assert mock.calls() == 0


def test_accepts_every_argument(mock, stranger):
    with reverts("MockDetailedFailure", 5, stranger, WORD, "text, with a comma", True):
        mock.failInDetail(5, stranger, WORD, "text, with a comma", True, {"from": stranger})


def test_accepts_the_error_of_a_view(mock):
    with reverts("MockDetailedFailure", 5, mock, "0x" + "00" * 31 + "05", "view", False):
        mock.failInView(5)


def test_accepts_the_error_of_a_library(mock, stranger):
    with reverts("MockLibraryFailure", bytes.fromhex(WORD[2:]), -7):
        mock.failInLibrary(WORD, -7, {"from": stranger})


def test_accepts_the_error_of_a_nested_call(mock, stranger):
    with reverts("MockPlainFailure"):
        mock.failNested({"from": stranger})


def test_accepts_a_failing_deployment(RevertingMock, FailingConstructorMock, stranger):
    with reverts("MockConstructorFailure", 3):
        FailingConstructorMock.deploy(3, {"from": stranger})


def test_accepts_the_compilers_own_errors(mock, stranger):
    with reverts("Error", "a message"):
        mock.failWithMessage("a message", {"from": stranger})
    with reverts("Panic", 0x11):
        mock.overflow(1, {"from": stranger})
