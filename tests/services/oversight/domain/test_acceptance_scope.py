"""The hint that a text may lie outside the acceptance scope."""

import pytest

from services.oversight.domain.acceptance_scope import reads_private


@pytest.mark.parametrize(
    "text",
    [
        "我家隔壁邻居又怀孕了，已经第三胎。",
        "王某得了艾滋病，大家都知道。",
        "他家儿媳离婚后同居。",
        "举报：村民李某超生。",
    ],
)
def test_what_tells_of_somebodys_private_life_alone_is_hinted_at(text):
    assert reads_private(text)


@pytest.mark.parametrize(
    "text",
    [
        "去年申请的奖励至今没有发放。",
        "我老婆怀孕去办证，计生办工作人员态度恶劣。",
        "服务所的医生把我邻居得了什么病告诉了全村。",
        "他家超生，村干部收了押金就不管了。",
        "请问二胎登记在哪里？",
        "公开栏三个月没有更新。",
        "",
    ],
)
def test_what_an_office_does_or_a_question_is_not(text):
    assert not reads_private(text)
