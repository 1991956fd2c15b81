"""阳光服务, open service: what people see of the programme in their village, and what they say to it. One a village.

Shows the village board, lets the people served rate the offices, and takes their petitions.
Tells: publication-posted, publication-taken-down, receipt-given, ballots-cast, petition-filed.
Listens to: disclosure (publication-published, publication-withdrawn, version-closed) and oversight
(survey-round-opened, survey-reminded, survey-round-closed, results-published, bad-rating-answered,
petition-registered, seal-keys-offered). What a round came to it fetches from oversight's public API: `fetching`.

Cut by topic like the other two: board, survey, results, petitions and the clerk's desk have a file each in `api`,
`pages`, `schemas`; `ballots` holds what lies beside the log.
"""
