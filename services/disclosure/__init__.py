"""Open management (阳光管理, 政务公开): what the office does, posted in time and in every village.

Tells: a publication has been published or withdrawn, a board has given no posting receipt in time, a request for
information was not answered in time.
Listens to: the posting receipts of the villages, and the circulars that oversight issues.
"""
