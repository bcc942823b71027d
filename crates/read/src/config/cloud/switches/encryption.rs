//! What is encrypted at rest, and what is so without being asked: S3 since 2023 and SQS since 2022, DynamoDB, Kinesis
//! Firehose, all of Google's storage and Azure's disks and storage accounts always, so that they have no row here
//! unless they can be switched off.

use sneck_model::Key;

use super::Absent::{Off, On};
use super::By::{Is, IsNone, Set, Truth};
use super::Row;

const SAFE: Key = Key::CLOUD_ENCRYPTED;

pub(super) const TABLE: &[Row] = &[
    // Amazon, in Terraform
    ("aws_ebs_volume", SAFE, &["encrypted"], Truth, Off),
    ("aws_ebs_snapshot_copy", SAFE, &["encrypted"], Truth, Off),
    ("aws_db_instance", SAFE, &["storage_encrypted"], Truth, Off),
    ("aws_rds_cluster", SAFE, &["storage_encrypted"], Truth, Off),
    ("aws_docdb_cluster", SAFE, &["storage_encrypted"], Truth, Off),
    ("aws_neptune_cluster", SAFE, &["storage_encrypted"], Truth, Off),
    ("aws_redshift_cluster", SAFE, &["encrypted"], Truth, Off),
    ("aws_efs_file_system", SAFE, &["encrypted"], Truth, Off),
    ("aws_elasticache_replication_group", SAFE, &["at_rest_encryption_enabled"], Truth, Off),
    ("aws_opensearch_domain", SAFE, &["encrypt_at_rest", "enabled"], Truth, Off),
    ("aws_elasticsearch_domain", SAFE, &["encrypt_at_rest", "enabled"], Truth, Off),
    ("aws_dax_cluster", SAFE, &["server_side_encryption", "enabled"], Truth, Off),
    ("aws_kinesis_stream", SAFE, &["encryption_type"], Is(&["KMS"]), Off),
    ("aws_sns_topic", SAFE, &["kms_master_key_id"], Set, Off),
    ("aws_sqs_queue", SAFE, &["sqs_managed_sse_enabled"], Truth, On),
    ("aws_instance", SAFE, &["root_block_device", "encrypted"], Truth, super::Absent::Silent),
    ("aws_launch_template", SAFE, &["block_device_mappings", "ebs", "encrypted"], Truth, super::Absent::Silent),
    ("aws_athena_database", SAFE, &["encryption_configuration", "encryption_option"], Set, super::Absent::Silent),
    // Amazon, in CloudFormation
    ("AWS::EC2::Volume", SAFE, &["Encrypted"], Truth, Off),
    ("AWS::RDS::DBInstance", SAFE, &["StorageEncrypted"], Truth, Off),
    ("AWS::RDS::DBCluster", SAFE, &["StorageEncrypted"], Truth, Off),
    ("AWS::DocDB::DBCluster", SAFE, &["StorageEncrypted"], Truth, Off),
    ("AWS::Neptune::DBCluster", SAFE, &["StorageEncrypted"], Truth, Off),
    ("AWS::Redshift::Cluster", SAFE, &["Encrypted"], Truth, Off),
    ("AWS::EFS::FileSystem", SAFE, &["Encrypted"], Truth, Off),
    ("AWS::ElastiCache::ReplicationGroup", SAFE, &["AtRestEncryptionEnabled"], Truth, Off),
    ("AWS::OpenSearchService::Domain", SAFE, &["EncryptionAtRestOptions", "Enabled"], Truth, Off),
    ("AWS::Elasticsearch::Domain", SAFE, &["EncryptionAtRestOptions", "Enabled"], Truth, Off),
    ("AWS::DAX::Cluster", SAFE, &["SSESpecification", "SSEEnabled"], Truth, Off),
    ("AWS::Kinesis::Stream", SAFE, &["StreamEncryption", "EncryptionType"], Is(&["KMS"]), Off),
    ("AWS::SNS::Topic", SAFE, &["KmsMasterKeyId"], Set, Off),
    ("AWS::SQS::Queue", SAFE, &["SqsManagedSseEnabled"], Truth, On),
    // Azure
    ("azurerm_mssql_database", SAFE, &["transparent_data_encryption_enabled"], Truth, On),
    ("azurerm_data_lake_store", SAFE, &["encryption_state"], IsNone(&["Disabled"]), On),
    ("azurerm_kusto_cluster", SAFE, &["disk_encryption_enabled"], Truth, Off),
];
