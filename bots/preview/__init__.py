"""A local web page that shows replies as each platform will show them, with no account anywhere.

`settings` says where it listens; `client` serves it; `server` is the web application, guarded by `guard`, which reads
what the page asks with `taking`. `replies` (pure but for pictures) is what a platform would send, and `sizes` (pure)
how much of its limits that takes. `operating` is `/healthfacts`, `reading` an article and the review of its claims,
`digesting` a digest. `shots` takes pictures of it all; those of the README are in `readme/`, which is not installed.

`static/` is the page, written by hand: no build step, nothing from elsewhere. `page.js` shows a view; each view is a
module that is fetched when it is opened first (`chat.js`, `article.js`, `digest.js`).
"""
