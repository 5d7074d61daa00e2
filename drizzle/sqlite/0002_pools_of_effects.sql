DROP INDEX `effects_ready`;--> statement-breakpoint
ALTER TABLE `effects` ADD `pool` text DEFAULT '' NOT NULL;--> statement-breakpoint
UPDATE `effects` SET `pool` = 'decides' WHERE `decides` = 1;--> statement-breakpoint
ALTER TABLE `effects` DROP COLUMN `decides`;--> statement-breakpoint
CREATE INDEX `effects_ready` ON `effects` (`pool`,`ready_at`) WHERE "effects"."ready_at" is not null;