import type {
  AdminOverviewDto,
  AgentDto,
  AgentModelDto,
  AgentVersionDto,
  BootstrapDto,
  BulkOperationDto,
  BulkResultDto,
  CatalogDto,
  CatalogEntryDto,
  ChangedResourcesDto,
  ChatAttachmentDto,
  ChatMessageDto,
  ChatMessagePageDto,
  ChatPartDto,
  ChatSessionDto,
  ChatUsageDto,
  ClaimDto,
  CompleteSecondFactorDto,
  CreateAgentDto,
  DeployTargetDto,
  DeploymentDto,
  DeploymentErrorDto,
  DeploymentStepDto,
  DriftDto,
  FileEntryDto,
  FileRootDto,
  FileRootsDto,
  LoginDto,
  MeDto,
  MetricDto,
  MetricMarkDto,
  MetricSeriesDto,
  OauthProviderDto,
  OauthReturnDto,
  ProviderDto,
  ProviderEntryDto,
  ProviderTestDto,
  SignUpDto,
  TargetCapabilitiesDto,
  TrashEntryDto,
  UpdateProfileDto,
  VersionChangeDto,
  VersionDifferenceDto,
  WorkspaceDto,
} from '@nora/api-client';

/** The signed-in account. */
export type Me = MeDto;
/** What an account changes about itself. */
export type ProfileChanges = UpdateProfileDto;
/** What the public pages must know before anyone is signed in. */
export type Bootstrap = BootstrapDto;
/** What the first administrator says when claiming a new server. */
export type ClaimDetails = ClaimDto;
/** What must be said to open an account. */
export type NewAccount = SignUpDto;
/** E-mail and password. */
export type Credentials = LoginDto;
/** The code for a log-in that waits for its second factor. */
export type SecondFactorAnswer = CompleteSecondFactorDto;
/** An identity provider this server is set up with. */
export type OfferedProvider = OauthProviderDto;
/** Its id. */
export type OauthProvider = OfferedProvider['id'];
/** What an identity provider adds to the address it sends the browser back to. */
export type OauthReturn = OauthReturnDto;
/** A workspace and the role the signed-in account holds in it. */
export type Workspace = WorkspaceDto;
/** An agent as the API shows it. */
export type Agent = AgentDto;
/** What can be asked of an agent now. */
export type PossibleOperation = Agent['allowedOperations'][number];
/** One way in which a runtime is not as it was made. */
export type AgentDrift = DriftDto;
/** What must be said to deploy an agent. */
export type NewAgent = CreateAgentDto;
/** Other resources of an agent. */
export type ChangedResources = ChangedResourcesDto;
/** One attempt to bring an agent to a desired state. */
export type Deployment = DeploymentDto;
/** One named step of a deployment. */
export type DeploymentStep = DeploymentStepDto;
/** Why a deployment failed. */
export type DeploymentError = DeploymentErrorDto;
/** What an agent was at one time. */
export type AgentVersion = AgentVersionDto;
/** What turns one version of an agent into another. */
export type VersionDifference = VersionDifferenceDto;
/** One difference between two versions. */
export type VersionChange = VersionChangeDto;
/** What can be asked of several agents at once. */
export type BulkOperation = BulkOperationDto['operation'];
/** What became of one of several agents. */
export type BulkResult = BulkResultDto;
/** Everything that can be chosen on the deploy page, and why not. */
export type DeployCatalog = CatalogDto;
/** One choice of the deploy page. */
export type DeployChoice = CatalogEntryDto;
/** A place to deploy to, with what it can do. */
export type DeployTargetChoice = DeployTargetDto;
/** What a target can do. */
export type TargetCapabilities = TargetCapabilitiesDto;
/** Counts over the whole installation. */
export type AdminOverview = AdminOverviewDto;
/** A directory of an agent that can be looked into. */
export type FileRoot = FileRootDto;
/** All of them, and how large a file may be. */
export type FileRoots = FileRootsDto;
/** One name in a directory of an agent. */
export type FileEntry = FileEntryDto;
/** Something that was deleted in an agent and can be had back for a while. */
export type TrashEntry = TrashEntryDto;
/** What an agent used over a time, in steps of one length. */
export type MetricHistory = MetricSeriesDto;
/** One thing that was counted. */
export type MetricSeries = MetricDto;
/** Its name. */
export type Metric = MetricSeries['metric'];
/** What its values are in. */
export type MetricUnit = MetricSeries['unit'];
/** Something that explains a change in a chart. */
export type MetricMark = MetricMarkDto;
/** A conversation with an agent. */
export type ChatSession = ChatSessionDto;
/** What one side of a conversation said in one go. */
export type ChatMessage = ChatMessageDto;
export type ChatMessagePage = ChatMessagePageDto;
/** A piece of it: words, thoughts, a call of a tool, a file. */
export type ChatPart = ChatPartDto;
/** Tokens that it has cost. */
export type ChatUsage = ChatUsageDto;
/** A file that goes along with a message. */
export type ChatAttachment = ChatAttachmentDto;
/** Somebody who runs models, as a workspace has set it up. */
export type ModelProvider = ProviderDto;
/** A kind of provider, and what it takes to set one up. */
export type ModelProviderType = ProviderEntryDto;
/** What became of asking a provider whether it answers. */
export type ProviderTest = ProviderTestDto;
/** What an agent is bound to. */
export type AgentModel = AgentModelDto;
