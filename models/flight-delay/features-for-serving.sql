-- The features that a client sends to the endpoint, in the order in which the model learned them, and the truth to
-- compare the answers with. They come from the recipe itself, so that training and serving cannot drift apart:
--
--   CREATE VIEW input AS <the history, and the flights to be scored>;   -- January and February, say
--   CREATE VIEW prepared AS <the text of prepare.sql>;
--   <this query, with the month that is to be scored>
--
-- A flight's features read only the days before its own. So its delay may be anything while it is not yet known.
SELECT * EXCLUDE (split, daypart, airport)
FROM prepared
WHERE month = $month
