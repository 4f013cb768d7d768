import type {
  AdminOverviewDto,
  AgentDto,
  CatalogDto,
  CatalogEntryDto,
  CreateAgentDto,
  DeploymentDto,
  DeploymentStepDto,
  MeDto,
  WorkspaceDto,
} from '@nora/api-client';

/** The signed-in account. */
export type Me = MeDto;
/** A workspace and the role the signed-in account holds in it. */
export type Workspace = WorkspaceDto;
/** An agent as the API shows it. */
export type Agent = AgentDto;
/** What must be said to deploy an agent. */
export type NewAgent = CreateAgentDto;
/** One attempt to bring an agent to a desired state. */
export type Deployment = DeploymentDto;
/** One named step of a deployment. */
export type DeploymentStep = DeploymentStepDto;
/** Everything that can be chosen on the deploy page, and why not. */
export type DeployCatalog = CatalogDto;
/** One choice of the deploy page. */
export type DeployChoice = CatalogEntryDto;
/** Counts over the whole installation. */
export type AdminOverview = AdminOverviewDto;
