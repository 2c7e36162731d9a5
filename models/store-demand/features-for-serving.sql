-- The features that a client sends to the endpoint, in the order in which the model learned them, and the truth to
-- compare the answers with. They come from the recipe itself, so that training and serving cannot drift apart:
--
--   CREATE VIEW input AS <the order lines up to the day that is asked about>;
--   CREATE VIEW prepared AS <the text of prepare.sql>;
--   <this query, with the day that is asked about>
--
-- A day's features read only the days before it. So what is sold on it may be anything while it is not yet known. Of a
-- date that comes in several years the hold-out, which is less than a year, has the last.
SELECT * EXCLUDE (split, region, kind)
FROM prepared
WHERE month = month($day) AND day_of_month = dayofmonth($day) AND split = 'holdout'
