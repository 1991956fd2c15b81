"""What a district refuses before anything is started, and what its processes are told."""

import socket

import pytest

from pilot.district import CannotRun, District, find_base_port, require_free
from pilot.run import padded, welcome

NO_BUS = {"PATH": "/usr/bin:/bin", "SUNSHINE_VILLAGE": "left-over", "SUNSHINE_LOG_LEVEL": "debug"}


def environments(district: District) -> dict[str, dict[str, str]]:
    return {place.name: district.environment(place) for place in district.places}


def test_ports_follow_one_another_and_redis_stands_apart(tmp_path) -> None:
    district = District(tmp_path, base_port=8000, environ=NO_BUS)
    assert district.ports == {"disclosure": 8001, "oversight": 8002, "yangshe": 8003, "hongmei": 8004, "redis": 8379}
    assert district.url("yangshe") == "http://127.0.0.1:8003"
    assert district.redis_url == "redis://127.0.0.1:8379/0"
    with pytest.raises(LookupError, match="no node 'redis'"):
        district.url("redis")


def test_a_port_that_is_taken_is_named_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotRun, match=rf"port {port} \(oversight\): something else is using it.* PORT=9000"):
            require_free({"oversight": port})


def test_a_port_that_does_not_exist_is_refused() -> None:
    with pytest.raises(CannotRun, match="Port 65537 for disclosure does not exist"):
        require_free({"disclosure": 65537})


def test_free_ports_are_found_while_others_are_taken() -> None:
    base = find_base_port(4)
    require_free({str(port): port for port in (*range(base + 1, base + 5), base + 379)})


def test_a_node_is_told_what_is_its_own_and_nothing_of_the_others(tmp_path) -> None:
    district = District(tmp_path, base_port=8000, environ=NO_BUS, clock_file=tmp_path / "clock")
    told = environments(district)
    assert "SUNSHINE_VILLAGE" not in told["disclosure"]
    assert told["yangshe"]["SUNSHINE_VILLAGE"] == "yangshe"
    assert [name for name, env in told.items() if env.get("SUNSHINE_PUSH") == "1"] == ["hongmei"]
    assert [name for name, env in told.items() if "SUNSHINE_KEYS_DATABASE" in env] == ["disclosure", "oversight"]
    assert {env["SUNSHINE_LOG_LEVEL"] for env in told.values()} == {"debug"}
    assert {env["SUNSHINE_CLOCK_FILE"] for env in told.values()} == {str(tmp_path / "clock")}
    assert told["oversight"]["SUNSHINE_DATABASE"] == f"sqlite:///{tmp_path}/nodes/oversight/sunshine.db"
    assert len({env["SUNSHINE_STATE"] for env in told.values()}) == 4


def test_settings_for_one_node_stand_over_those_for_all(tmp_path) -> None:
    settings = {"*": {"SUNSHINE_THREADS": "4"}, "oversight": {"SUNSHINE_THREADS": "16"}}
    told = environments(District(tmp_path, base_port=8000, environ=NO_BUS, settings=settings))
    assert told["disclosure"]["SUNSHINE_THREADS"] == "4"
    assert told["oversight"]["SUNSHINE_THREADS"] == "16"


def test_a_given_bus_is_used_by_all_and_not_started(tmp_path) -> None:
    district = District(tmp_path, base_port=8000, environ=NO_BUS | {"REDIS_URL": "redis://bus:6379/3"})
    assert {env["SUNSHINE_BUS"] for env in environments(district).values()} == {"redis://bus:6379/3"}
    assert "redis" not in district.ports


def test_the_table_shows_every_address_and_warns_of_the_passwords(tmp_path) -> None:
    table = welcome(District(tmp_path, base_port=8000, environ=NO_BUS), 3.2)
    for shown in ("ready after 3.2 s", "http://127.0.0.1:8001", "洋畲村", "Hongmei Community", "http://127.0.0.1:8004"):
        assert shown in table
    for shown in ("sunshine-li", "sunshine-hongmei", "FOR TRYING OUT ONLY", "仅供试用"):
        assert shown in table


def test_chinese_takes_two_columns() -> None:
    assert padded("公开 open", 12) == "公开 open   "
