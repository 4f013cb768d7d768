// Cuts package.json and package-lock.json down to what given packages need at run time.

/**
 * @param manifest the root package.json
 * @param lock the root package-lock.json (version 3)
 * @param roots names of the packages that are imported
 * @returns the two documents, which `npm ci` accepts: same versions, same hashes, fewer packages
 */
export function pruneLock(manifest, lock, roots) {
  const unknown = roots.filter((name) => !(name in manifest.dependencies));
  if (unknown.length > 0) {
    throw new Error(`imported, but not among the dependencies of package.json: ${unknown.join(', ')}`);
  }
  const kept = new Set();
  const dependencies = {};
  const queue = [];
  const addRoot = (name) => {
    if (name in dependencies) return;
    dependencies[name] = manifest.dependencies[name];
    queue.push(locate(lock, '', name));
  };
  roots.forEach(addRoot);
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (kept.has(path)) continue;
    kept.add(path);
    const entry = lock.packages[path];
    for (const name of Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })) {
      const found = locate(lock, path, name);
      if (found !== undefined) queue.push(found);
      else if (name in (entry.dependencies ?? {}))
        throw new Error(`${path} needs ${name}, which is not locked`);
    }
    // Peers that the project itself depends on are loaded by name at run time (pg by TypeORM, for one).
    for (const name of Object.keys(entry.peerDependencies ?? {})) {
      if (name in manifest.dependencies) addRoot(name);
      else if (!entry.peerDependenciesMeta?.[name]?.optional) queue.push(locate(lock, path, name));
    }
  }
  const base = { name: manifest.name, version: manifest.version, license: manifest.license, dependencies };
  const packages = { '': base };
  for (const path of [...kept].sort()) {
    packages[path] = { ...lock.packages[path] };
    for (const mark of ['dev', 'devOptional', 'peer']) delete packages[path][mark];
  }
  return {
    manifest: { ...base, private: true, allowScripts: manifest.allowScripts },
    lock: { name: lock.name, version: lock.version, lockfileVersion: 3, requires: true, packages },
  };
}

/** Where Node finds a package that is imported from another: the nearest node_modules above it. */
function locate(lock, from, name) {
  for (let directory = from; ;) {
    const path = `${directory ? `${directory}/` : ''}node_modules/${name}`;
    if (path in lock.packages) return path;
    if (directory === '') return undefined;
    const at = directory.lastIndexOf('/node_modules/');
    directory = at < 0 ? '' : directory.slice(0, at);
  }
}
