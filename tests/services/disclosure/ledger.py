"""What tests of obligations share: figures that hold, and a clock that has said all it has to say."""

from services.disclosure.desk.clock import tick

BIRTHS = {"births": 86, "first_child": 39, "second_child": 36, "third_child": 11}


def settle(service):
    """Let the clock come by until nothing is left; return how much it recorded."""
    done = 0
    while (more := tick(service)) > 0:
        done += more
    return done
