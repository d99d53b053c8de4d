"""One module for each invented child; each reads like the story it is."""

from deploy.demo.stories import (
    a_no_is_overruled,
    a_parent_herself,
    adoption_is_the_plan,
    an_order_after_the_plan,
    an_order_stands,
    changed_his_mind,
    decided_by_its_author,
    left_care,
    no_place_yet,
    no_time_to_themselves,
    one_promise_is_declined,
    parallel_planning,
    short_breaks,
    sixteen,
    the_plan_turns_to_adoption,
    the_whole_journey,
    two_pens_at_once,
)
from deploy.demo.story import Story

STORIES: tuple[Story, ...] = (
    the_whole_journey.STORY,
    adoption_is_the_plan.STORY,
    short_breaks.STORY,
    parallel_planning.STORY,
    no_place_yet.STORY,
    changed_his_mind.STORY,
    an_order_stands.STORY,
    the_plan_turns_to_adoption.STORY,
    no_time_to_themselves.STORY,
    one_promise_is_declined.STORY,
    two_pens_at_once.STORY,
    sixteen.STORY,
    left_care.STORY,
    a_parent_herself.STORY,
    an_order_after_the_plan.STORY,
    a_no_is_overruled.STORY,
    decided_by_its_author.STORY,
)
"""In the order in which they are shown; the child's id is `CH-` and the number in this order, from 1."""
