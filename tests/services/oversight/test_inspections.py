"""Supervisors, announced and drawn inspections, hearings, and the year's count, through the JSON API."""

from datetime import date, timedelta

from tests.services.oversight.inspecting import (
    CHECKLIST,
    announce,
    appoint,
    decide_draw,
    drawn,
    first_task_of,
    morning,
    report,
)


def of_place(call, place, year=2026):
    status, answer = call(None, "GET", f"/api/inspections/years/{year}")
    assert status == 200
    return next(row for row in answer["places"] if row["place"] == place)


def file(call, who, *given, **more):
    return call(who, "POST", "/api/inspections", report(*given, **more))


# Supervisors


def test_a_supervisor_is_appointed_and_everybody_sees_it(call):
    appoint(call, "zhou")
    [term] = call(None, "GET", "/api/supervisors")[1]["items"]
    assert (term["name"], term["first_day"], term["ended_on"]) == ("zhou", "2026-01-01", None)


def test_only_who_has_a_supervisors_account_is_appointed(call):
    given = {"name": "chen", "origin": "notable", "first_day": "2026-01-01", "last_day": "2026-12-31"}
    assert call("zhao", "POST", "/api/supervisors", given)[1]["code"] == "no-supervisor-account"


def test_an_ended_appointment_says_why_and_makes_room_for_another(call):
    appoint(call, "zhou")
    assert call("zhao", "POST", "/api/supervisors/zhou/end", {"reason": "打13800138000"})[0] == 422
    assert call("zhao", "POST", "/api/supervisors/zhou/end", {"reason": "迁出"})[1]["ended_on"] == "2026-03-02"
    assert call("zhao", "POST", "/api/supervisors/nobody/end", {"reason": "迁出"})[0] == 404
    assert announce(call)[1]["code"] == "not-in-office"
    appoint(call, "zhou", first_day="2026-03-02")
    assert announce(call)[0] == 201


# Open inspections


def test_an_announced_inspection_is_public_and_its_supervisor_reports_it(call):
    appoint(call)
    status, announced = announce(call, day="2026-03-04")
    assert (status, announced["id"]) == (201, "2026-open-1")
    assert call(None, "GET", "/api/inspections/announced")[1]["items"][0]["supervisors"] == ["zhou"]
    assert call("zhou", "GET", "/api/inspections/to-do")[1]["items"] == [
        {"mode": "open", "place": "yangshe", "from_day": "2026-03-04"}
    ]
    assert call("zhu", "GET", "/api/inspections/to-do")[1]["items"] == []


def test_a_report_is_filed_once_and_taken_off_the_list(call):
    appoint(call)
    announce(call)
    for _ in range(2):  # the same again is harmless
        status, filed = file(call, "zhou", "yangshe", "2026-03-02", "open")
        assert (status, filed["id"]) == (201, "2026-open-1")
    assert file(call, "zhou", "yangshe", "2026-03-02", "open", "attitude")[1]["code"] == "inspection-recorded"
    assert call(None, "GET", "/api/inspections/announced")[1]["items"] == []
    assert of_place(call, "yangshe")["open"] == 1


def test_who_was_not_to_inspect_files_nothing(call):
    appoint(call)
    announce(call, day="2026-03-03")
    for who, place, day in (("zhu", "yangshe", "2026-03-02"), ("zhou", "hongmei", "2026-03-02")):
        assert file(call, who, place, day, "open")[1]["code"] == "not-to-inspect"
    assert file(call, "zhou", "yangshe", "2026-03-02", "open")[1]["code"] == "outside-its-days"
    assert file(call, "zhou", "yangshe", "2026-03-03", "open")[1]["code"] == "day-is-ahead"
    assert file(call, "zhou", "nowhere", "2026-03-02", "open")[1]["code"] == "unknown-place"
    assert file(call, "chen", "yangshe", "2026-03-02", "open")[0] == 403
    assert of_place(call, "yangshe")["open"] == 0


def test_a_withdrawn_announcement_is_gone_and_one_carried_out_stays(call):
    appoint(call)
    announce(call)
    announce(call, place="hongmei")
    file(call, "zhou", "yangshe", "2026-03-02", "open")
    withdraw = "/api/inspections/announced/2026-open-{}/withdraw"
    assert call("zhao", "POST", withdraw.format(2), {"reason": "停电"})[1]["withdrawn"] == "停电"
    assert call("zhao", "POST", withdraw.format(1), {"reason": "停电"})[1]["code"] == "inspection-recorded"
    assert call("zhao", "POST", withdraw.format(9), {"reason": "停电"})[0] == 404
    assert call(None, "GET", "/api/inspections/announced")[1]["total"] == 0
    assert file(call, "zhou", "hongmei", "2026-03-02", "open")[1]["code"] == "not-to-inspect"


def test_what_is_found_wrong_becomes_findings_of_their_kinds(call):
    appoint(call)
    announce(call, place="petition-office")
    file(call, "zhou", "petition-office", "2026-03-02", "open", "fees-posted", "attitude")
    found = call("zhao", "GET", "/api/findings")[1]["items"]
    assert {(one["kind"], one["origin"], one["about"]) for one in found} == {
        ("unlawful_fee", "inspection", "petition-office"),
        ("dissatisfaction", "inspection", "petition-office"),
    }
    assert all(one["basis"].startswith("2026年3月2日行风监督员明察：") for one in found)


# Undercover inspections


def test_an_undercover_task_is_reported_from_its_week_on_and_counts(call, service, clock):
    decide_draw(call)
    task, expected = first_task_of(service, "zhou")
    clock.move_to(morning(task.week))
    assert {"mode": "undercover", "place": task.place, "from_day": task.week.isoformat()} in call(
        "zhou", "GET", "/api/inspections/to-do"
    )[1]["items"]
    assert file(call, "zhou", task.place, task.week, "undercover")[1]["id"] == expected
    assert of_place(call, task.place)["undercover"] == 1
    assert task.place not in {one["place"] for one in call("zhou", "GET", "/api/inspections/to-do")[1]["items"]}


def test_a_task_falls_to_the_next_when_its_supervisor_leaves(call, service, clock):
    decide_draw(call)
    task, _ = first_task_of(service, "zhou")
    clock.move_to(morning(task.week))
    call("zhao", "POST", "/api/supervisors/zhou/end", {"reason": "迁出"})
    assert call("zhou", "GET", "/api/inspections/to-do")[1]["items"] == []
    assert task.place in {one["place"] for one in call("zhu", "GET", "/api/inspections/to-do")[1]["items"]}
    assert file(call, "zhou", task.place, task.week, "undercover")[1]["code"] == "not-to-inspect"
    assert file(call, "zhu", task.place, task.week, "undercover")[0] == 201


def test_the_office_reads_its_report_but_not_who_came_undercover(call, service, clock):
    decide_draw(call)
    offices = {"petition-office": "chen", "family-planning-office": "li"}
    task, whose = next((task, whose) for task, whose in drawn(service)[0] if task.place in offices)
    clock.move_to(morning(task.week))
    filed = file(call, whose, task.place, task.week, "undercover", "attitude")[1]
    path, own = f"/api/inspections/{filed['id']}", offices.pop(task.place)
    [other] = offices.values()
    assert call("zhao", "GET", path)[1]["supervisor"] == whose
    assert call("ding", "GET", path)[1]["supervisor"] == whose
    assert call(whose, "GET", path)[0] == 200
    assert call(own, "GET", path)[1]["supervisor"] is None
    assert call(own, "GET", path)[1]["text"] == "都看过了"
    [finding] = call(own, "GET", "/api/findings")[1]["items"]
    assert whose not in str(call(own, "GET", f"/api/findings/{finding['id']}")[1])
    assert [call(who, "GET", path)[0] for who in (other, {"zhou": "zhu", "zhu": "zhou"}[whose], None)] == [
        404,
        404,
        401,
    ]
    [seen] = call(None, "GET", "/api/inspections")[1]["items"]
    assert set(seen) == {"id", "place", "day", "mode", "checklist", "answers"}
    assert set(seen["answers"][0]) == {"item", "seen"}


def test_the_draw_is_made_once_and_needs_two(call):
    appoint(call)
    assert call("zhao", "POST", "/api/draws", {"year": 2030})[1]["code"] == "wrong-year"
    decided = decide_draw(call)
    again = call("zhao", "POST", "/api/draws", {"year": 2026})
    assert (again[0], again[1]["code"]) == (409, "draw-committed")
    assert call("zhao", "POST", "/api/draws/2026/contribution", {"contribution": "1" * 16})[0] == 403
    assert call("ding", "POST", "/api/draws", {"year": 2027})[0] == 403
    assert call("ding", "POST", "/api/draws/2026/contribution", {"contribution": "1" * 16})[0] == 409
    assert call(None, "GET", "/api/draws/2026")[1] == decided
    [attempt] = decided["attempts"]
    assert (attempt["secret"], attempt["tasks"]) == (None, [])
    assert len(attempt["inputs"]["places"]) == 4 + 3  # every office and every village, joined or not


def test_no_draw_without_a_supervisor(call):
    assert call("zhao", "POST", "/api/draws", {"year": 2026})[1]["code"] == "no-supervisor"


def test_a_draw_is_lost_only_when_its_secret_is(call, service):
    decide_draw(call)
    lost = "/api/draws/2026/lost"
    assert call("ding", "POST", lost, {"reason": "不满意"})[1]["code"] == "draw-readable"
    service.keys.erase("draw-2026-1")
    assert call("zhou", "GET", "/api/inspections/to-do")[1]["code"] == "draw-unreadable"
    assert call("zhao", "POST", lost, {"reason": "密钥库损坏"})[0] == 403
    assert call("ding", "POST", lost, {"reason": "密钥库损坏"})[1]["attempts"][0]["lost"] == "密钥库损坏"
    assert call("zhou", "GET", "/api/inspections/to-do")[1]["items"] == []
    assert [each["attempt"] for each in call("zhao", "POST", "/api/draws", {"year": 2026})[1]["attempts"]] == [1, 2]


# Hearings, and the year


def test_hearings_of_opinion_are_counted_apart(call):
    given = {"place": "yangshe", "day": "2026-03-01", "heard": 12, "text": "希望公开栏字大一些"}
    assert call("zhou", "POST", "/api/hearings-of-opinion", given)[0] == 201
    first = call("zhao", "POST", "/api/hearings-of-opinion", given, **{"Idempotency-Key": "k"})
    assert first == call("zhao", "POST", "/api/hearings-of-opinion", given, **{"Idempotency-Key": "k"})
    counted = of_place(call, "yangshe")
    assert (counted["hearings"], counted["open"], counted["missing"]) == (2, 0, 2)
    assert call("ding", "GET", "/api/hearings-of-opinion")[1]["items"][0]["heard"] == 12
    assert call(None, "GET", "/api/hearings-of-opinion")[0] == 401
    assert call("zhou", "POST", "/api/hearings-of-opinion", {**given, "text": "打13800138000"})[0] == 422
    assert call("zhou", "POST", "/api/hearings-of-opinion", {**given, "day": "2026-03-03"})[1]["code"] == "day-is-ahead"


def test_the_district_page_counts_what_is_owed(call):
    assert call("ding", "GET", "/api/district")[1]["inspections_missing"] == 14


def test_on_1_january_every_place_lacks_all_it_is_owed(call, clock):
    clock.move_to(morning(date(2027, 1, 1)))
    answer = call(None, "GET", "/api/inspections/years/2027")[1]
    owed = CHECKLIST.open_per_year + CHECKLIST.undercover_per_year
    assert owed >= 2  # the plan's least
    assert [row["missing"] for row in answer["places"]] == [owed] * 7
    assert answer["missing"] == 7 * owed


def test_a_second_open_one_does_not_stand_in_for_an_undercover_one(call):
    appoint(call)
    for day in ("2026-03-02", "2026-03-03"):
        announce(call, day=day)
    file(call, "zhou", "yangshe", "2026-03-02", "open")
    assert of_place(call, "yangshe")["missing"] == 1
    assert of_place(call, "yangshe")["missing_undercover"] == 1


def test_a_report_filed_in_january_counts_for_the_year_of_its_day(call, clock):
    appoint(call)
    announce(call, day="2026-12-30")
    clock.move_to(morning(date(2027, 1, 4)))
    assert file(call, "zhou", "yangshe", "2027-01-04", "open")[1]["code"] == "not-to-inspect"
    assert file(call, "zhou", "yangshe", "2026-12-31", "open")[0] == 201
    assert (of_place(call, "yangshe")["open"], of_place(call, "yangshe", 2027)["open"]) == (1, 0)


def test_each_step_is_for_its_role(call):
    for who, method, path in (
        *(("zhou", "POST", "/api/supervisors"), ("ding", "POST", "/api/supervisors/zhou/end")),
        *(("zhou", "POST", "/api/inspections/announced"), ("chen", "POST", "/api/draws")),
        *(("zhao", "POST", "/api/draws/2026/lost"), ("zhao", "POST", "/api/inspections")),
        *(("zhao", "GET", "/api/inspections/to-do"), ("wang", "GET", "/api/inspections/2026-open-1")),
        *(("ops", "GET", "/api/hearings-of-opinion"), ("chen", "POST", "/api/hearings-of-opinion")),
    ):
        assert call(who, method, path, {} if method == "POST" else None)[0] == 403, (who, path)


def test_a_draw_is_revealed_by_itself_when_its_year_is_over(call, service, clock, tick):
    decide_draw(call)
    tasks, _ = drawn(service)
    clock.move_to(morning(tasks[-1][0].week + timedelta(days=1)))
    file(call, tasks[-1][1], tasks[-1][0].place, tasks[-1][0].week, "undercover")
    clock.move_to(morning(date(2026, 12, 31)))
    tick()
    assert call(None, "GET", "/api/draws/2026")[1]["attempts"][0]["secret"] is None
    clock.move_to(morning(date(2027, 1, 1)))
    tick()
    [attempt] = call(None, "GET", "/api/draws/2026")[1]["attempts"]
    assert [(one["place"], one["week"]) for one in attempt["tasks"]] == [
        (task.place, task.week.isoformat()) for task, _ in tasks
    ]
    assert [one["inspection"] is not None for one in attempt["tasks"]].count(True) == 1
