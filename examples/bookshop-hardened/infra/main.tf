variable "office" {
  default = "192.0.2.0/28"
}

variable "database_password" {
  sensitive = true
}

resource "aws_s3_bucket" "receipts" {
  bucket = "bookshop-receipts"
}

resource "aws_s3_bucket_public_access_block" "receipts" {
  bucket                  = aws_s3_bucket.receipts.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_logging" "receipts" {
  bucket        = aws_s3_bucket.receipts.id
  target_bucket = "bookshop-logs"
  target_prefix = "receipts/"
}

resource "aws_security_group" "web" {
  ingress {
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = [var.office]
  }
}

resource "aws_db_instance" "shop" {
  engine              = "postgres"
  instance_class      = "db.t4g.micro"
  username            = "shop"
  password            = var.database_password
  publicly_accessible = false
  storage_encrypted   = true
}

resource "aws_instance" "web" {
  ami           = "ami-0abcdef1234567890"
  instance_type = "t4g.small"

  metadata_options {
    http_tokens = "required"
  }

  root_block_device {
    encrypted = true
  }
}

resource "aws_iam_policy" "web" {
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "arn:aws:s3:::bookshop-receipts/*" }]
  })
}
