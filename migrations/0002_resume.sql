-- A draft that is taken up on another device: a hash of the code that was given for it.
ALTER TABLE draft ADD COLUMN resume TEXT;
CREATE UNIQUE INDEX draft_by_resume ON draft (resume);
