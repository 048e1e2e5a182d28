"""Probe: an S3 endpoint holds the artifacts."""

from hashlib import md5
from tempfile import mkdtemp

from scenarios import probing
from scenarios.neighbours.s3 import S3, s3
from scenarios.repositories import Repository, repository


def is_kept(
    store: S3, bucket: str, made: Repository, address: str, **settings: str
) -> bool:
    made.dvc("remote", "add", "--default", "store", address).needed()
    for name, value in settings.items():
        made.dvc("remote", "modify", "store", name, value).needed()
    made.dvc("repro").needed()
    made.commit("trained")
    made.dvc("push", env=store.variables()).needed()
    digest = md5((made.folder / "model.json").read_bytes()).hexdigest()
    key = f"dvc/files/md5/{digest[:2]}/{digest[2:]}"
    keys = store.keys(bucket)
    print("the store holds", *keys, sep="\n  ")
    clone = made.clone()
    clone.dvc("pull", env=store.variables()).needed()
    read_back = clone.text("model.json")
    return probing.holds(f"the bucket has the model, {key}", key in keys) and (
        probing.holds("which a clone reads back", read_back == made.text("model.json"))
    )


with s3() as store:
    address = f"{store.bucket('in-bucket')}/dvc"
    store.bucket("in-folder")
    first, second = (repository("pipelines/train") for _ in range(2))

    def in_bucket() -> bool:
        """push puts the model into the bucket of the remote"""
        return is_kept(store, "in-bucket", first, address, endpointurl=store.endpoint)

    def in_folder() -> bool:
        """the same where the remote is a folder"""
        return is_kept(store, "in-folder", second, mkdtemp(prefix="store-"))

    probing.passes(in_bucket, in_folder)
