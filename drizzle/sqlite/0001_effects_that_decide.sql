DROP INDEX `effects_ready`;--> statement-breakpoint
ALTER TABLE `effects` ADD `decides` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
UPDATE `effects` SET `decides` = 1 WHERE `kind` = 'page.step' AND `state` IN ('pending', 'running');--> statement-breakpoint
CREATE INDEX `effects_ready` ON `effects` (`decides`,`ready_at`) WHERE "effects"."ready_at" is not null;