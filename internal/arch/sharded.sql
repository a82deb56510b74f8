-- Stands in for the calls by which a sharded engine takes a table over, and refuses what such an engine refuses: uniqueness
-- it cannot see to, and foreign keys that would leave the shard. Written from rules 1 to 3 of the schema, not from the
-- code of any engine.

CREATE TABLE taken_over (rel oid PRIMARY KEY, kind text NOT NULL, key_column text);

CREATE FUNCTION create_reference_table(rel regclass) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE k record;
BEGIN
  FOR k IN SELECT conname, confrelid FROM pg_constraint WHERE contype = 'f' AND conrelid = rel AND confrelid <> rel LOOP
    IF NOT EXISTS (SELECT 1 FROM taken_over t WHERE t.rel = k.confrelid AND t.kind = 'reference') THEN
      RAISE EXCEPTION 'reference table % has foreign key % to a table that is not a reference table', rel, k.conname;
    END IF;
  END LOOP;
  INSERT INTO taken_over VALUES (rel, 'reference', NULL);
END $body$;

CREATE FUNCTION create_distributed_table(rel regclass, key_column text) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
  num int2;
  x record;
  k record;
  target taken_over;
BEGIN
  SELECT attnum INTO num FROM pg_attribute WHERE attrelid = rel AND attname = key_column AND attnotnull AND NOT attisdropped;
  IF num IS NULL THEN
    RAISE EXCEPTION 'table % has no column % that is never null', rel, key_column;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM pg_index WHERE indrelid = rel AND indisprimary) THEN
    RAISE EXCEPTION 'table % has no primary key', rel;
  END IF;
  FOR x IN SELECT indexrelid::regclass AS name, indkey[0] AS first FROM pg_index WHERE indrelid = rel AND indisunique LOOP
    IF x.first <> num THEN
      RAISE EXCEPTION 'unique index % of table % does not begin with %', x.name, rel, key_column;
    END IF;
  END LOOP;
  FOR k IN SELECT conname, confrelid, conkey[1] AS own, confkey[1] AS other, confdeltype
      FROM pg_constraint WHERE contype = 'f' AND conrelid = rel LOOP
    IF k.confdeltype IN ('n', 'd') THEN
      RAISE EXCEPTION 'foreign key % of table % sets columns when a row is deleted', k.conname, rel;
    END IF;
    SELECT * INTO target FROM taken_over t WHERE t.rel = k.confrelid;
    IF k.confrelid = rel THEN
      target := ROW(rel, 'distributed', key_column);
    END IF;
    IF target.kind IS NULL THEN
      RAISE EXCEPTION 'foreign key % of table % points to a table that is not taken over', k.conname, rel;
    END IF;
    IF target.kind = 'distributed' AND (k.own <> num OR k.other <> (
        SELECT attnum FROM pg_attribute WHERE attrelid = k.confrelid AND attname = target.key_column)) THEN
      RAISE EXCEPTION 'foreign key % of table % does not begin with %', k.conname, rel, key_column;
    END IF;
  END LOOP;
  INSERT INTO taken_over VALUES (rel, 'distributed', key_column);
END $body$;

CREATE FUNCTION keep_local_table(rel regclass) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE k record;
BEGIN
  FOR k IN SELECT conname, confrelid FROM pg_constraint WHERE contype = 'f' AND conrelid = rel LOOP
    IF NOT EXISTS (SELECT 1 FROM taken_over t WHERE t.rel = k.confrelid AND t.kind = 'reference') THEN
      RAISE EXCEPTION 'local table % has foreign key % to a table that is not a reference table', rel, k.conname;
    END IF;
  END LOOP;
END $body$;
