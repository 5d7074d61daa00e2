CREATE TABLE `commits` (
	`cause_id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`answer` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `drafts` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`owner` text NOT NULL,
	`data` text NOT NULL,
	`expires_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `drafts_by_kind` ON `drafts` (`kind`,`expires_at`);--> statement-breakpoint
CREATE TABLE `effects` (
	`ordinal` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`lane` text,
	`key` text,
	`due_at` integer NOT NULL,
	`not_before` integer,
	`payload` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`stream` text NOT NULL,
	`cause_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_error` text,
	`ready_at` integer,
	`ran_at` integer,
	`taken_back` integer NOT NULL,
	`finished_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `effects_by_id` ON `effects` (`id`);--> statement-breakpoint
CREATE INDEX `effects_ready` ON `effects` (`ready_at`) WHERE "effects"."ready_at" is not null;--> statement-breakpoint
CREATE INDEX `effects_in_lane` ON `effects` (`lane`,`ordinal`) WHERE "effects"."finished_at" is null;--> statement-breakpoint
CREATE INDEX `effects_by_key` ON `effects` (`key`) WHERE "effects"."key" is not null;--> statement-breakpoint
CREATE INDEX `effects_parked` ON `effects` (`stream`) WHERE "state" = 'parked';--> statement-breakpoint
CREATE TABLE `entries` (
	`stream` text NOT NULL,
	`seq` integer NOT NULL,
	`id` text NOT NULL,
	`kind` text NOT NULL,
	`v` integer NOT NULL,
	`event_at` integer,
	`precision` text NOT NULL,
	`after_id` text,
	`recorded_at` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`subject_kind` text,
	`subject_id` text,
	`source` text NOT NULL,
	`revises` text,
	`masked` integer NOT NULL,
	`data` text,
	`salt` text,
	`digest` text NOT NULL,
	`hash` text NOT NULL,
	`erased_by` text,
	`cause_id` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `entries_by_stream` ON `entries` (`stream`,`seq`);--> statement-breakpoint
CREATE UNIQUE INDEX `entries_by_id` ON `entries` (`id`);--> statement-breakpoint
CREATE TABLE `projected_rows` (
	`projection` text NOT NULL,
	`key` text NOT NULL,
	`bucket` text NOT NULL,
	`sort` real NOT NULL,
	`row` text NOT NULL,
	PRIMARY KEY(`projection`, `key`)
);
--> statement-breakpoint
CREATE INDEX `projected_by_bucket` ON `projected_rows` (`projection`,`bucket`,`sort`,`key`);--> statement-breakpoint
CREATE INDEX `projected_by_sort` ON `projected_rows` (`projection`,`sort`,`key`);--> statement-breakpoint
CREATE TABLE `projections` (
	`name` text PRIMARY KEY NOT NULL,
	`version` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `snapshots` (
	`stream` text NOT NULL,
	`fold` text NOT NULL,
	`seq` integer NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL,
	PRIMARY KEY(`stream`, `fold`)
);
