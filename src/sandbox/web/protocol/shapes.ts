import type {
  APIApplicationCommand,
  APIChannel,
  APIGuildMember,
  APIMessage,
  APIModalInteractionResponseCallbackData,
  APIRole,
  APIUser,
} from 'discord-api-types/v10';

/** What the page knows of Discord's objects: their own shapes, with the fields that the page reads. */
export type Message = APIMessage;
export type User = APIUser;
export type Role = APIRole;
export type Member = APIGuildMember;
export type Command = APIApplicationCommand;
export type Modal = APIModalInteractionResponseCallbackData;
/** `permissions` are those of who looks. */
export type Channel = APIChannel & { readonly permissions?: string };

export interface Choice {
  readonly name: string;
  readonly value: string | number;
}
