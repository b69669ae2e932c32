-- The period that a round's answers are about; none as long as it follows from the other rounds'.
ALTER TABLE round ADD COLUMN period_from TEXT;
ALTER TABLE round ADD COLUMN period_to TEXT;
