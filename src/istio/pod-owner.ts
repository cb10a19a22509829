// Knows whose pod a bare pod is, as far as its metadata tells. Does not know the kinds that hold pod templates.
import type { ObjectMeta, Owner } from '../kubernetes/workloads.ts';
import type { Behaviours } from './behaviours.ts';

/** The workload that a workload's pods are told they belong to: for a bare pod its controller, as far as it shows. */
export function ownerOf(owner: Owner, behaviours: Behaviours): Owner {
  if (owner.kind !== 'Pod' || !behaviours.guessesPodOwner) return owner;
  const { metadata } = owner;
  const guess = metadata.generateName ? controllerOf(metadata, behaviours) : undefined;
  const { apiVersion, kind, name } = guess ?? { apiVersion: 'v1', kind: 'Pod', name: '' };
  return { ...owner, apiVersion, kind, metadata: { ...metadata, name: name || (metadata.name ?? '') } };
}

interface Guess {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
}

interface OwnerReference extends Guess {
  readonly controller?: boolean;
}

function controllerOf(metadata: ObjectMeta, behaviours: Behaviours): Guess | undefined {
  const references = metadata.ownerReferences;
  const found = Array.isArray(references)
    ? (references as OwnerReference[]).find(({ controller }) => controller === true)
    : undefined;
  if (found === undefined) return undefined;
  const { apiVersion = '', kind = '', name = '' } = found;
  const guess = { apiVersion, kind, name };
  return GUESSES[kind]?.(guess, metadata.labels ?? {}, behaviours) ?? guess;
}

type Guesser = (owner: Guess, labels: Readonly<Record<string, string>>, behaviours: Behaviours) => Guess | undefined;

/** Who stands behind a controller that somebody else made: its name or a label of the pod tells. */
const GUESSES: Readonly<Record<string, Guesser>> = {
  ReplicaSet: (owner, labels, behaviours) => {
    const deployment = withoutHash(owner, labels['pod-template-hash']);
    if (deployment) return { ...deployment, kind: 'Deployment' };
    const rollout = behaviours.guessesRollout ? withoutHash(owner, labels['rollouts-pod-template-hash']) : undefined;
    return rollout && { ...rollout, apiVersion: 'v1alpha1', kind: 'Rollout' };
  },
  ReplicationController: (owner, labels) => {
    const name = labels.deploymentconfig;
    return name ? { ...owner, name, kind: 'DeploymentConfig' } : undefined;
  },
  Job: (owner, _labels, behaviours) => {
    const name = /^(.+)-\d{8,10}$/.exec(owner.name)?.[1];
    return name === undefined
      ? undefined
      : { name, kind: 'CronJob', apiVersion: behaviours.cronJobsAreBeta ? 'batch/v1beta1' : 'batch/v1' };
  },
};

function withoutHash(owner: Guess, hash: string | undefined): Guess | undefined {
  if (!hash || !owner.name.endsWith(hash)) return undefined;
  return { ...owner, name: owner.name.endsWith(`-${hash}`) ? owner.name.slice(0, -hash.length - 1) : owner.name };
}
