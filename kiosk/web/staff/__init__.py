"""The staff's pages, on the box and on a phone: a module a page, its words in a view beside it."""
