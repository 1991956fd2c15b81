"""阳光服务, open service: what people see of the programme in their village, and what they say to it. One a village.

Shows the village board, lets the people served rate the offices, and takes their petitions.
Tells: publication-posted, publication-taken-down, response-recorded, petition-filed.
Listens to: disclosure (publication-published, publication-withdrawn) and oversight (survey-round-opened,
survey-round-closed, petition-registered, seal-keys-offered).
"""
