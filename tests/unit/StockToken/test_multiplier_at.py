from tests.support.custody import HOUR, WAD


def test_tells_past_present_and_scheduled(desk, roles):
    start = desk.chain[-1].timestamp
    times = []
    for multiplier in (2, 6, 3):
        desk.token.setUIMultiplier(
            multiplier * WAD, desk.chain[-1].timestamp + HOUR, {"from": roles["corporate_actions"]}
        )
        times.append(desk.token.effectiveAt())
        if multiplier != 3:
            desk.wait(HOUR + 1)

    expected = [WAD, 2 * WAD, 6 * WAD, 3 * WAD]
    assert [desk.token.multiplierAt(time) for time in (start, *times)] == expected
    assert [desk.token.multiplierAt(time - 1) for time in times] == expected[:3]
    assert [desk.token.multiplierAt(time) for time in (0, 2**256 - 1)] == [WAD, 3 * WAD]


def test_keeps_what_was_in_force_when_a_schedule_is_called_off(desk, roles):
    desk.split(2 * WAD)
    since = desk.token.effectiveAt()
    desk.token.setUIMultiplier(10 * WAD, desk.chain[-1].timestamp + HOUR, {"from": roles["corporate_actions"]})
    desk.token.cancelUIMultiplier({"from": roles["corporate_actions"]})

    assert [desk.token.multiplierAt(time) for time in (since - 1, since, 2**48)] == [WAD, 2 * WAD, 2 * WAD]
